"""No conftest.py hands all workers one port, database, Redis number or store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "What a conftest.py gives out is used by every test below it, in every worker at once."

_CODES = ("BH201", "BH202", "BH203", "BH204")


def look(subject: Subject) -> Iterator[Fault]:
    """What the checker finds there, unless it is tolerated."""
    if not any(path.name == "conftest.py" for path in subject.static.files):
        raise DoesNotApplyError("the project has no conftest.py")
    for finding in subject.static.of(*_CODES):
        if Path(finding["path"]).name == "conftest.py":
            yield Fault(
                f"{finding['path']}:{finding['line']}: {finding['code']} {finding['message']}.", finding["help"]
            )
