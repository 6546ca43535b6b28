"""CI shows that compartments hold on its machines."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "That tests keep to themselves on one machine tells nothing of the servers and settings of another."

_VERIFIES = r"\b(?:pytest_)?bulkhead[\"',\s]+verify\b|pytest_bulkhead\.regression\b"


def look(subject: Subject) -> Iterator[Fault]:
    """Whether any line of CI runs the regression suite."""
    if not subject.ci:
        raise DoesNotApplyError("no CI is set up in this repository")
    if not subject.ci_with(_VERIFIES):
        yield Fault("No job of CI runs `bulkhead verify`.", "Add it: `bulkhead init` writes the job.")
