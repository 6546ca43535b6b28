"""Files that locks are taken on."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below

NAME = "lock file"
REASON = "it is what keeps others apart, and its content is nobody's"


def covers(case: Case) -> bool:
    return case.is_lock or (is_below(case, "*.filelock", "LCK..*") and case.kind == "file")
