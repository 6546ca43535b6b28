"""pytest-bulkhead among what the project's tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.scaffold.installing import OURS, test_requirements
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, at_end
from pytest_bulkhead.scaffold.text.toml_edit import add_to_list, read_toml

PART = "requirements"
SUMMARY = "pytest-bulkhead among what the tests need"
ORDER = 5
_WHY = "whoever installs what the tests need has the plugin and its fixtures, too"
_LOCKS = {
    "uv.lock": f"uv add --group dev '{OURS}'",
    "poetry.lock": f"poetry add --group dev '{OURS}'",
    "pdm.lock": f"pdm add -dG test '{OURS}'",
    "Pipfile": f"pipenv install --dev '{OURS}'",
}


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """An item in the list that holds what tests need, wherever that is."""
    if "pytest-bulkhead" in project.requirements:
        return
    root = project.root
    lock = next((name for name in _LOCKS if (root / name).exists()), "")
    if lock:
        yield Declined(PART, f"What is installed is locked by {lock}: `{_LOCKS[lock]}` adds pytest-bulkhead to it.")
        return
    path = root / "pyproject.toml"
    try:
        text = read_text(path)
        place = test_requirements(root, read_toml(text, str(path)) if text else {})
        if isinstance(place, Path):
            path = place
            before = read_text(path) or ""
            yield insert(PART, root, path, before, _WHY, at_end(before, f"{OURS}\n", apart=False))
        elif place and text:
            yield insert(PART, root, path, text, _WHY, add_to_list(text, place, OURS))
        else:
            yield Declined(PART, f"Nothing says what the tests need: install {OURS} wherever pytest is installed.")
    except NotEditableError as error:
        yield declined(PART, root, path, error, f"Add {OURS} by hand to what the tests need.")
