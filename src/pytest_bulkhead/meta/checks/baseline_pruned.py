"""The baseline tolerates nothing that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "For each entry too many a new finding can come in unseen."


def look(subject: Subject) -> Iterator[Fault]:
    """Each entry that is stale."""
    if subject.settings.baseline is None:
        raise DoesNotApplyError("the project has no baseline")
    for finding in subject.static.of("BH004"):
        yield Fault(
            f"{finding['path']}:{finding['line']}: {finding['message']}.", "Run `bulkhead check --prune-baseline`."
        )
