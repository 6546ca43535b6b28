"""Logs that everybody only adds to."""

from pytest_bulkhead.plugin.races.pattern import Case
from pytest_bulkhead.touch import Access

NAME = "append-only"
REASON = "all that is done is to add at the end, which the system does in one step for each of them"


def covers(case: Case) -> bool:
    return not case.clashes and case.changes <= {Access.APPEND, Access.CREATE} and Access.APPEND in case.changes
