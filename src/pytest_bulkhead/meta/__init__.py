"""Meta-tests: does what keeps a suite's tests apart still stand? `hold` makes a test of a check."""

from pytest_bulkhead.meta.holding import hold, hold_others

__all__ = ["hold", "hold_others"]
