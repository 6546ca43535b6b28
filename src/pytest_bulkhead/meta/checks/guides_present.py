"""The project's own documents tell contributors how tests are kept apart here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "Who does not know the rule breaks it, and learns of it from a red job."

_NAMED = ("README*", "CONTRIBUTING*", "*.md", "*.rst")
_HISTORIES = ("CHANGE", "HISTORY", "NEWS", "RELEASE")
_FOLDERS = ("docs", "doc", "tests", "test", ".github")
_ENDINGS = (".md", ".rst", ".txt", ".adoc")
_WORD = b"bulkhead"


def look(subject: Subject) -> Iterator[Fault]:
    """Whether any of them does."""
    if not any(_WORD in path.read_bytes() for path in _documents(subject.top)):
        yield Fault(
            "No document of the project (README, CONTRIBUTING, docs/) speaks of pytest-bulkhead.",
            "Tell in CONTRIBUTING how a test gets its own port, folder and database: `bulkhead init` writes a guide.",
        )


def _documents(top: Path) -> Iterator[Path]:
    for pattern in _NAMED:
        yield from (path for path in top.glob(pattern) if path.is_file() and not path.name.startswith(_HISTORIES))
    for name in _FOLDERS:
        yield from (path for path in (top / name).rglob("*") if path.suffix in _ENDINGS and path.is_file())
