"""The servers that the project calls required can be reached, or started."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.servers import state_of
from pytest_bulkhead.meta.subject import Subject

WHY = "Every test that asks for one is an error without it."


def look(subject: Subject) -> Iterator[Fault]:
    """Each that is missing."""
    given = subject.facts.required
    required = subject.settings.require if given is None else given
    if not required:
        raise DoesNotApplyError("the settings require no server")
    for kind in required:
        state = state_of(kind, subject, subject.settings)
        if state.problem:
            yield Fault(f"{kind} is required. {state.problem}", state.remedy)
