"""pytest-bulkhead among what the project's tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.scaffold.installing import OURS
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, at_end
from pytest_bulkhead.scaffold.text.toml_edit import add_to_list

PART = "requirements"
SUMMARY = "pytest-bulkhead among what the tests need"
ORDER = 5
_WHY = "whoever installs what the tests need has the plugin and its fixtures, too"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """An item in the list that holds what tests need, wherever that is."""
    if "pytest-bulkhead" in project.requirements:
        return
    root, place = project.root, project.installing.place
    if project.installing.advice:
        yield Declined(
            PART, f"What the tests need is locked, so that nothing is put into it: {project.installing.advice}."
        )
        return
    if place is None:
        yield Declined(PART, f"Nothing says what the tests need: install {OURS} wherever pytest is installed.")
        return
    path = place if isinstance(place, Path) else root / "pyproject.toml"
    try:
        before = read_text(path) or ""
        piece = (
            at_end(before, f"{OURS}\n", apart=False) if isinstance(place, Path) else add_to_list(before, place, OURS)
        )
        yield insert(PART, root, path, before, _WHY, piece)
    except NotEditableError as error:
        yield declined(PART, root, path, error, f"Add {OURS} by hand to what the tests need.")
