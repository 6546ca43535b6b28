"""Where the suite is, from which folder it runs, and which interpreter has its packages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.errors import InterpreterError, SuiteError
from pytest_bulkhead.pytest_process import own_interpreter

_MARKS_A_ROOT = (
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
    "setup.py",
    ".git",
)
_ENVIRONMENTS = (".venv", "venv", "env", ".env")


class Chosen(NamedTuple):
    """The files of a suite that an audit is content with.

    Args:
        checked: the absolute paths of those that are checked.
        run: likewise of those whose tests are run.
        notices: what is left out, for people.
    """

    checked: tuple[str, ...]
    run: tuple[str, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite as pytest will be told of it.

    Args:
        root: the folder in which pytest runs.
        part: the path below the root that was asked for; empty for all of the suite.
        chosen: the files that matter, None for all of the part.
    """

    root: Path
    part: str
    chosen: Chosen | None = None

    @property
    def checked(self) -> tuple[str, ...]:
        """The paths that are checked."""
        return self.chosen.checked if self.chosen else (str(self.root / self.part),)

    @property
    def targets(self) -> tuple[str, ...]:
        """The paths below the root that pytest is told to run; none for all of the suite."""
        if self.chosen is None:
            return (self.part,) if self.part else ()
        return tuple(os.path.relpath(path, self.root).replace(os.sep, "/") for path in self.chosen.run)


def find_suite(path: Path) -> Suite:
    """The suite that a folder, or a file of tests, belongs to.

    Raises:
        SuiteError: there is nothing at that path.
    """
    if not _exists(path):
        raise SuiteError(f"There is nothing at {path}. Name the folder of a project, or a file or folder of its tests.")
    path = Path(os.path.abspath(path))
    for folder in (path, *path.parents):
        if any(_exists(folder / name) for name in _MARKS_A_ROOT):
            part = "" if folder == path else path.relative_to(folder).as_posix()
            return Suite(folder, part)
    return Suite(path, "") if path.is_dir() else Suite(path.parent, path.name)


def find_python(suite: Suite, named: str | None) -> str:
    """The interpreter that runs the suite: the named one, else that of the project's virtual environment, else ours.

    Raises:
        InterpreterError: the named one does not exist.
    """
    if named == "":
        raise InterpreterError("--python is empty. Name an interpreter, or leave the option out to have one found.")
    if named is not None:
        # Not resolved: the interpreter of a virtual environment is a link, and knows its environment by its own path.
        path = os.path.abspath(named) if os.sep in named else named
        if os.sep in named and not _exists(Path(path)):
            raise InterpreterError(f"There is no interpreter at {named}.")
        return path
    for folder in up_to_repository(suite.root):
        for name in _ENVIRONMENTS:
            environment = folder / name
            if _exists(environment / "pyvenv.cfg"):
                for program in (environment / "bin" / "python", environment / "Scripts" / "python.exe"):
                    if _exists(program):
                        return str(program)
    return own_interpreter()


def up_to_repository(root: Path) -> Iterator[Path]:
    """The folder and those above it as far as the repository's own; outside of any, the folder alone."""
    folders = (root, *root.parents)
    top = next((folder for folder in folders if _exists(folder / ".git")), root)
    for folder in folders:
        yield folder
        if folder == top:
            return


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # on the way is a folder that we may not enter, or a name longer than names can be
        return False
