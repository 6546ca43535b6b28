"""Files that locks are taken on."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below
from pytest_bulkhead.touch import Access

NAME = "lock file"
REASON = "it is what keeps others apart, and its content is nobody's"

_MADE_AND_REMOVED = frozenset({Access.CREATE, Access.DELETE})
"""Whoever can make it has the lock, and gives it back by removing it."""


def covers(case: Case) -> bool:
    if case.is_lock or case.kind != "file":
        return case.is_lock
    return is_below(case, "*.filelock", "LCK..*") or (
        case.changes <= _MADE_AND_REMOVED and is_below(case, "*.lock", "*.lck", "*.lockfile")
    )
