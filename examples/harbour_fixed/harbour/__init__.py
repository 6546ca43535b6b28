"""The harbour office of Port Alder."""

__version__ = "1.4.0"
