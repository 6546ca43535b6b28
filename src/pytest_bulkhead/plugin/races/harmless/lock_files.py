"""Files that locks are taken on."""

import re

from pytest_bulkhead.plugin.races.pattern import Case, is_below
from pytest_bulkhead.touch import Access

NAME = "lock file"
REASON = "it is what keeps others apart, and its content is nobody's"

_MADE_AND_REMOVED = frozenset({Access.CREATE, Access.DELETE})
"""Whoever can make it, or a folder of that name, has the lock, and gives it back by removing it."""

_NAME = re.compile(r"(?:.*[^a-z])?(?:file|dir|soft)?(?:lock|lck)(?![a-z]*s).*", re.IGNORECASE)


def covers(case: Case) -> bool:
    if case.is_lock or case.kind != "file":
        return case.is_lock
    return is_below(case, "*.filelock", "LCK..*") or (
        case.changes <= _MADE_AND_REMOVED and _NAME.fullmatch(case.name.rpartition("/")[2]) is not None
    )
