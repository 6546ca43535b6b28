"""What coverage.py writes."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below

NAME = "coverage data"
REASON = "coverage.py and pytest-cov keep a file for each process and combine them in the end"


def covers(case: Case) -> bool:
    return is_below(case, ".coverage", ".coverage.*", ".coverage-*", "htmlcov", "coverage.xml")
