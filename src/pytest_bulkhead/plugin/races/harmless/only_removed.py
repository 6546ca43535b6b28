"""What several remove in case it is there, and nobody makes."""

from pytest_bulkhead.plugin.races.pattern import Case
from pytest_bulkhead.touch import Access

NAME = "removed if there"
REASON = "nobody makes it or looks at it, so that there was nothing to remove"


def covers(case: Case) -> bool:
    return not case.clashes and case.changes == {Access.DELETE}
