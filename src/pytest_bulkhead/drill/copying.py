"""Copies of a project in which mutants can be laid; nothing is ever changed in the project itself."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from pytest_bulkhead.errors import SuiteError

_LEFT_OUT = frozenset({
    ".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis",
    ".tox", ".nox", "node_modules", ".bulkhead", ".venv", "htmlcov", ".coverage", ".eggs",
})  # fmt: skip
# Whatever its name, a folder with this in it is an environment.
_ENVIRONMENT = "pyvenv.cfg"


def copy_project(root: Path, to: Path) -> Path:
    """Copy a project without its history, its environments and what tools keep in it.

    Links stay links: one that leads to a place in the project leads there in the copy, others lead where they led.

    Args:
        root: the project's folder.
        to: a folder for the copy, which gets the project's name.

    Raises:
        SuiteError: something in it cannot be read, or there is no room for it.
    """
    copy = to / root.name
    try:
        shutil.copytree(root, copy, symlinks=True, ignore=_ignored, copy_function=_copied)
        for link in _freed(copy):
            _lead(link, copy, root)
    except shutil.Error as error:
        (_, _, why), *more = error.args[0]
        others = f" (and {len(more)} more)" if more else ""
        raise SuiteError(f"{root} cannot be copied: {why}{others}. A drill needs a copy of all of it.") from None
    except OSError as error:
        raise SuiteError(f"{root} cannot be copied: {error}. A drill needs a copy of all of it.") from None
    return copy


def lay(changes: Mapping[str, str], copy: Path) -> None:
    """Write the files of a mutant into a copy."""
    for path, text in changes.items():
        target = copy / path
        _own(target.parent, copy)
        target.parent.mkdir(parents=True, exist_ok=True)
        # What is a link would be written through, into the project itself.
        target.unlink(missing_ok=True)
        target.write_bytes(text.encode(_encoding(text)))


def _encoding(text: str) -> str:
    """That of which the text itself speaks, as Python reads it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode(errors="replace")).readline)
        text.encode(encoding)
    except (SyntaxError, LookupError, UnicodeEncodeError):
        return "utf-8"
    return encoding


def _own(folder: Path, copy: Path) -> None:
    """Have a folder of a copy lie there: where a link on the way leads out of the copy, what it leads to is copied."""
    for part in (*reversed(folder.relative_to(copy).parents), folder.relative_to(copy)):
        link = copy / part
        there = Path(os.path.realpath(link))
        if link.is_symlink() and not there.is_relative_to(os.path.realpath(copy)):
            link.unlink()
            if there.is_dir():
                shutil.copytree(there, link, symlinks=True, ignore=_ignored, copy_function=_copied)


def _freed(copy: Path) -> Iterator[Path]:
    """The links of a copy, all of whose folders can be written from now on."""
    for folder, folders, files in os.walk(copy):
        os.chmod(folder, os.stat(folder).st_mode | stat.S_IRWXU)  # noqa: PTH101, PTH116
        yield from (link for name in (*folders, *files) if (link := Path(folder, name)).is_symlink())


def _lead(link: Path, copy: Path, root: Path) -> None:
    """Have a link of a copy lead to a place in the copy, or as before out of the project."""
    place = link.relative_to(copy)
    written = link.readlink()
    goal = Path(os.path.normpath(root / place.parent / written))
    inside = next((goal.relative_to(one) for one in (root, root.resolve()) if goal.is_relative_to(one)), None)
    leads = Path(os.path.relpath(inside, place.parent)) if inside is not None else goal
    if leads != written:
        link.unlink()
        link.symlink_to(leads)


def _ignored(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in _LEFT_OUT or os.path.lexists(os.path.join(folder, name, _ENVIRONMENT))}  # noqa: PTH118


def _copied(source: str, target: str) -> None:
    """A file; what is none, such as a socket or a pipe, is left out."""
    if os.path.islink(source) or os.path.isfile(source):  # noqa: PTH113, PTH114
        shutil.copy2(source, target, follow_symlinks=False)
