"""Folders that several make where they are missing, and nobody removes."""

from pytest_bulkhead.plugin.races.pattern import Case
from pytest_bulkhead.touch import Access

NAME = "made and left"
REASON = "everybody copes with it being there already, since all but the first found it so"


def covers(case: Case) -> bool:
    return not case.clashes and case.changes == {Access.CREATE}
