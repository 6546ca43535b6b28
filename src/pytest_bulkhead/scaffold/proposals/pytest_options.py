"""`--strict-markers` among pytest's options, where it changes nothing for the tests that there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text
from pytest_bulkhead.scaffold.strictness import settings_file
from pytest_bulkhead.scaffold.text.ini_edit import add_option
from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, at_end, inserted
from pytest_bulkhead.scaffold.text.toml_edit import add_word, append_table, read_toml

PART = "pytest"
SUMMARY = "--strict-markers, where all marks of the tests are registered"
ORDER = 15
_OPTION = "--strict-markers"
_WHY = "a mistyped mark, ours too, is an error instead of nothing"
_LINE = f"addopts = {_OPTION}\n"
_SECTIONS = {"tox.ini": "pytest", "setup.cfg": "tool:pytest"}


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
    path = found[0] if found else _place(project.root)
    try:
        before = read_text(path)
        if before is None:
            yield create(PART, project.root, path, f"[pytest]\n{_LINE}", _WHY)
        else:
            piece = _put_into(path, before) if found else _put_behind(path, before)
            yield insert(PART, project.root, path, before, _WHY, piece)
    except NotEditableError as error:
        yield declined(PART, project.root, path, error, f"Put {_OPTION} into addopts by hand.")


def _place(root: Path) -> Path:
    """Where settings of pytest go, in a project that has none."""
    return next(
        (root / name for name in ("pyproject.toml", *_SECTIONS) if (root / name).is_file()), root / "pytest.ini"
    )


def _put_behind(path: Path, text: str) -> Insertion:
    """Settings of pytest, put into a file that holds none."""
    if path.suffix == ".toml":
        return append_table(text, "tool.pytest.ini_options", f'addopts = ["{_OPTION}"]\n')
    piece = at_end(text, f"[{_SECTIONS[path.name]}]\n{_LINE}")
    add_option(inserted(text, [piece]), _SECTIONS[path.name], "addopts", "--proof")
    return piece


def _put_into(path: Path, text: str) -> Insertion:
    """The option, put into a file that holds settings of pytest."""
    if path.suffix != ".toml":
        return add_option(text, _SECTIONS.get(path.name, "pytest"), "addopts", _OPTION)
    document = read_toml(text, str(path))
    if path.name != "pyproject.toml":
        return add_word(text, ("pytest", "addopts"), _OPTION)
    tables = ("tool", "pytest", "ini_options") if "ini_options" in document["tool"]["pytest"] else ("tool", "pytest")
    return add_word(text, (*tables, "addopts"), _OPTION)
