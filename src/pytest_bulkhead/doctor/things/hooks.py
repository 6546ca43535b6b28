"""What is run before a commit."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line

TITLE = "Hooks"


def look(case: Case) -> Iterator[Line]:
    """Our hooks, whether they are installed, and how old they are."""
    subject = case.subject
    for entry in subject.hooks:
        revision = f", {entry.revision}" if entry.revision else ""
        yield Line(entry.name, f"configured{revision}", f"{subject.shown(entry.path)}:{entry.line}")
    yield from case.held("hooks_configured", "configured", fine="" if subject.hooks else "yes")
    if subject.hooks:
        yield from case.held("hooks_installed", "installed", fine="in this clone")
        yield from case.held("hooks_current", "current", fine="as new as the installed package")
