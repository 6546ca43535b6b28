"""Keep each test of a suite in a compartment of its own."""

__version__ = "0.1.0"
