"""No test stays in quarantine beyond its day, or after it is gone."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.quarantine.entry import today
from pytest_bulkhead.quarantine.file import read_quarantine
from pytest_bulkhead.quarantine.looking import problems_of
from pytest_bulkhead.quarantine.place import quarantine_path

WHY = "A test that stays there for good protects nothing, and is paid for in every run."

_REMEDY = {
    "overdue": "Mend it and take it out with `bulkhead quarantine remove`, or `add` it again with --renew.",
    "gone": "Take it out with `bulkhead quarantine remove`.",
}


def look(subject: Subject) -> Iterator[Fault]:
    """Each entry that is overdue, or whose file is gone."""
    quarantine = read_quarantine(quarantine_path(subject.settings.root, subject.root))
    if not quarantine.entries:
        raise DoesNotApplyError("no test is in quarantine")
    for problem in problems_of(quarantine, subject.root, today()):
        yield Fault(f"{problem.message}.", _REMEDY[problem.kind])
