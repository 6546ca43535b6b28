"""How tests are dealt out among workers."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State

TITLE = "Workers"


def look(case: Case) -> Iterator[Line]:
    """pytest-xdist, and what `-n` and `--dist` are without further words on the command line."""
    facts = case.facts
    version = facts.packages.get("pytest-xdist")
    yield Line("pytest-xdist", version or "not installed", state=State.FINE if version else State.NOTE)
    if version:
        if "pytest-xdist" not in facts.plugins and "xdist" not in facts.modules:
            yield Line("loaded", "no", state=State.WARNING, remedy="Take `-p no:xdist` out, or load it by `-p xdist`.")
        by = _origin(case, "-n", "--numprocesses") if facts.workers else ""
        yield Line("-n", facts.workers or "not given: one process unless asked for", by)
        is_given = facts.dist != "no"
        dist = facts.dist if is_given else "not given: `load` where there are workers"
        yield Line("--dist", dist, _origin(case, "--dist", "-d") if is_given else "")
    yield from case.held("xdist_installed", "pytest-xdist")
    yield from case.held("groups_effective", "groups", fine="kept together")


def _origin(case: Case, *options: str) -> str:
    said = case.facts.env_addopts
    return "PYTEST_ADDOPTS" if any(option in said for option in options) else "addopts of pytest"
