"""The servers that our fixtures give each worker a part of."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.meta.servers import state_of
from pytest_bulkhead.settings import SERVERS, Settings

TITLE = "Servers"


def look(case: Case) -> Iterator[Line]:
    """Each: where it is and whether it answers, or which program is started when a test asks for it."""
    facts = case.facts
    try:
        settings = case.subject.settings
    except SettingsError:  # told by the settings
        settings = Settings()
    required = settings.require if facts.required is None else facts.required
    for kind in SERVERS:
        state = state_of(kind, case.subject, settings)
        if not state.problem:
            value = f"answers at {state.place}" if state.origin else f"started for a run, by {state.place}"
            yield Line(kind, value, state.origin)
        elif state.origin or kind in required:
            yield Line(kind, state.problem, state.origin or "required", State.BROKEN, state.remedy)
        else:
            yield Line(kind, f"tests that ask for it are skipped. {state.problem}", "", State.NOTE, state.remedy)
