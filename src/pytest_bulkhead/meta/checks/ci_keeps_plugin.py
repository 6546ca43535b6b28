"""No run of CI switches our plugin off."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "A leak is then seen on a developer's machine at best, and reaches the main branch unseen."

_OFF = r"-p[\s=\"',]*no:bulkhead(?![\w-])|--bulkhead[=\s\"',]+off\b|BULKHEAD=off\b"


def look(subject: Subject) -> Iterator[Fault]:
    """Every line that does."""
    if not subject.ci:
        raise DoesNotApplyError("no CI is set up in this repository")
    for line in subject.ci_with(_OFF):
        yield Fault(
            f"{subject.shown(line.path)}:{line.line} runs tests with the plugin switched off.",
            "Take the option out, or have another job run the same tests with the plugin.",
        )
