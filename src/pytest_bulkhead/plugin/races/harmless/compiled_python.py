"""What Python makes of source files."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below

NAME = "compiled Python"
REASON = "the interpreter writes it aside, renames it, and does without it where it does not fit"


def covers(case: Case) -> bool:
    return is_below(case, "__pycache__", "*.pyc", "*.pyo", "*.nbi", "*.nbc")
