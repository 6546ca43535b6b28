"""What CI runs of ours."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.project.ci import ci_files

TITLE = "CI"

_FEW = 5


def look(case: Case) -> Iterator[Line]:
    """Its files, and whether check and verify are among what they run."""
    files = [case.subject.shown(path) for path in ci_files(case.subject.top)]
    if not files:
        yield Line("configuration", "none found", state=State.NOTE)
        return
    more = f" and {len(files) - _FEW} more" if len(files) > _FEW else ""
    yield Line("configuration", ", ".join(files[:_FEW]) + more)
    yield from case.held("ci_runs_check", "check", fine="is run")
    yield from case.held("ci_runs_verify", "verify", fine="is run")
    yield from case.held("ci_keeps_plugin", "plugin")
