"""The project's requirements name pytest-bulkhead, so that whoever installs them has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "On a machine without it the same tests run unwatched, and its fixtures do not exist."

_FILES = (
    *("pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "noxfile.py", "Pipfile", "environment*.y*ml", "hatch.toml"),
    *("*requirements*.txt", "*requirements*.in", "requirements/*", "pixi.toml", "constraints*.txt"),
)
_NAME = re.compile(rb"(?i)\bpytest[-_.]bulkhead\b")


def look(subject: Subject) -> Iterator[Fault]:
    """Whether any file does."""
    places = dict.fromkeys((subject.root, subject.top))
    if not any(_NAME.search(path.read_bytes()) for place in places for path in _files(place)):
        yield Fault(
            "No file with requirements of the project names pytest-bulkhead.",
            "Add it to the test requirements, beside pytest.",
        )


def _files(folder: Path) -> Iterator[Path]:
    for pattern in _FILES:
        yield from (path for path in folder.glob(pattern) if path.is_file())
