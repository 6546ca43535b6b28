"""Copies of a project in which mutants can be laid; nothing is ever changed in the project itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_LEFT_OUT = frozenset({
    ".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis",
    ".tox", ".nox", "node_modules", ".bulkhead", ".venv", "htmlcov", ".coverage", ".eggs",
})  # fmt: skip
# Whatever its name, a folder with this in it is an environment.
_ENVIRONMENT = "pyvenv.cfg"


def copy_project(root: Path, to: Path) -> Path:
    """Copy a project without its history, its environments and what tools keep in it.

    Args:
        root: the project's folder.
        to: a folder for the copy, which gets the project's name.
    """
    copy = to / root.name
    shutil.copytree(root, copy, symlinks=True, ignore=_ignored, ignore_dangling_symlinks=True, copy_function=_copied)
    return copy


def lay(changes: Mapping[str, str], copy: Path) -> None:
    """Write the files of a mutant into a copy."""
    for path, text in changes.items():
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # What is a link would be written through, into the project itself.
        target.unlink(missing_ok=True)
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def _ignored(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in _LEFT_OUT or os.path.lexists(os.path.join(folder, name, _ENVIRONMENT))}  # noqa: PTH118


def _copied(source: str, target: str) -> None:
    """A file; what is none, such as a socket or a pipe, is left out."""
    if os.path.islink(source) or os.path.isfile(source):  # noqa: PTH113, PTH114
        shutil.copy2(source, target, follow_symlinks=False)
