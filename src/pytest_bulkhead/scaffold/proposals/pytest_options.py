"""`--strict-markers` among pytest's options, where it changes nothing for the tests that there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, declined, insert, read_text
from pytest_bulkhead.scaffold.strictness import settings_file
from pytest_bulkhead.scaffold.text.ini_edit import add_option
from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError
from pytest_bulkhead.scaffold.text.toml_edit import add_word, append_table, read_toml

PART = "pytest"
SUMMARY = "--strict-markers, where all marks of the tests are registered"
ORDER = 15
_OPTION = "--strict-markers"
_WHY = "a mistyped mark, ours too, is an error instead of nothing"
_SECTIONS = {"setup.cfg": "tool:pytest"}


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """The option, unless some mark would become an error by it."""
    if project.is_strict:
        return
    if project.unknown_marks:
        marks = ", ".join(project.unknown_marks)
        reason = (
            f"Register {marks} in `markers` of pytest's settings and add {_OPTION}: a mistyped mark is an error then."
        )
        yield Declined(PART, reason)
        return
    found = settings_file(project.root)
    path = found[0] if found else project.root / "pyproject.toml"
    try:
        before = read_text(path)
        if before is not None:
            piece = (
                _piece(path, before)
                if found
                else append_table(before, "tool.pytest.ini_options", f'addopts = ["{_OPTION}"]\n')
            )
            yield insert(PART, project.root, path, before, _WHY, piece)
    except NotEditableError as error:
        yield declined(PART, project.root, path, error, f"Put {_OPTION} into addopts by hand.")


def _piece(path: Path, text: str) -> Insertion:
    """The option, put into a file that holds settings of pytest."""
    if path.suffix != ".toml":
        return add_option(text, _SECTIONS.get(path.name, "pytest"), "addopts", _OPTION)
    document = read_toml(text, str(path))
    if path.name != "pyproject.toml":
        return add_word(text, ("pytest", "addopts"), _OPTION)
    tables = ("tool", "pytest", "ini_options") if "ini_options" in document["tool"]["pytest"] else ("tool", "pytest")
    return add_word(text, (*tables, "addopts"), _OPTION)
