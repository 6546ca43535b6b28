"""Caches that are written elsewhere and renamed."""

from pytest_bulkhead.plugin.races.pattern import Case
from pytest_bulkhead.touch import Access

NAME = "write-then-rename"
REASON = "it is put in place in one step and never removed, so that a reader finds the old or the new one, whole"


def covers(case: Case) -> bool:
    return not case.clashes and Access.PUT in case.changes and case.changes <= {Access.PUT, Access.CREATE}
