"""The file of the tests in quarantine: committed, sorted, a table for each test, so that branches seldom clash."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import QuarantineError
from pytest_bulkhead.kept_file import KeptFile
from pytest_bulkhead.node_ids import function_of
from pytest_bulkhead.quarantine.entry import Entry

_VERSION = 1
_FILE = KeptFile(
    kind="quarantine",
    error=QuarantineError,
    version=_VERSION,
    versioned=f"version = {_VERSION}",
    again="Mend it by hand, or restore it from version control.",
    made="",
    largest=16 * 1024 * 1024,
)
_HEAD = f"""\
# Tests that run, and whose failures fail no run until the day that is set.
# Written anew by `bulkhead quarantine`, which keeps no other comments.
version = {_VERSION}
"""


class Quarantine(NamedTuple):
    """All tests in quarantine, by their ids."""

    entries: tuple[Entry, ...] = ()

    def get(self, test: str) -> Entry | None:
        """The entry of that very id."""
        return next((entry for entry in self.entries if entry.test == test), None)

    def find(self, test: str) -> Entry | None:
        """The entry that a test falls under: its own, or that of its function."""
        return self.get(test) or self.get(function_of(test))

    def debt(self, day: datetime.date) -> str:
        """How many there are, in a few words; empty for none."""
        if not self.entries:
            return ""
        count, late = len(self.entries), len(self.overdue(day))
        return f"{count} test{'s' * (count != 1)} in quarantine" + (f", {late} overdue" if late else "")

    def overdue(self, day: datetime.date) -> tuple[Entry, ...]:
        """Those whose failures count again on that day, the oldest first."""
        return tuple(sorted((one for one in self.entries if one.is_overdue(day)), key=lambda one: one.until))

    def in_force(self, day: datetime.date) -> tuple[Entry, ...]:
        """The others."""
        return tuple(one for one in self.entries if not one.is_overdue(day))

    def with_entry(self, entry: Entry) -> Quarantine:
        """The same with an entry, in the place of the one of that test."""
        return Quarantine(tuple(sorted((*(one for one in self.entries if one.test != entry.test), entry))))

    def without(self, tests: Iterable[str]) -> Quarantine:
        """The same without some tests."""
        gone = set(tests)
        return Quarantine(tuple(one for one in self.entries if one.test not in gone))

    def to_text(self) -> str:
        """The file's contents, in an order that depends on nothing but the tests."""
        return "\n".join((_HEAD, *("\n".join(_table(entry)) for entry in sorted(self.entries))))

    @classmethod
    def from_text(cls, text: str, path: str) -> Quarantine:
        """Read what `to_text` or a person wrote.

        Args:
            text: the contents.
            path: of the file, for messages.

        Raises:
            QuarantineError: it is something else.
        """
        import tomllib  # costs as much as all the rest, and most projects have no such file

        try:
            return cls(tuple(sorted(_entries(_FILE.checked(tomllib.loads(text), path)))))
        except (ValueError, RecursionError) as error:
            raise _FILE.broken(path, error) from None


def read_quarantine(path: Path) -> Quarantine:
    """Read the file; one that is not there holds nothing.

    Raises:
        QuarantineError: it cannot be read, or is none of ours.
    """
    return Quarantine.from_text(_FILE.read(path), str(path)) if os.path.lexists(path) else Quarantine()


def write_quarantine(quarantine: Quarantine, path: Path) -> None:
    """Write the file, whole or not at all; what holds nothing is taken away.

    Raises:
        QuarantineError: it cannot be written.
    """
    _FILE.write(path, quarantine.to_text() if quarantine.entries else "")


def _entries(document: Mapping[str, Any]) -> Iterator[Entry]:
    for name in document:
        if name not in ("version", "tests"):
            raise ValueError(f'{name!r} means nothing; tests stand in tables such as [tests."tests/test_a.py::test_b"]')
    tests = document.get("tests", {})
    if not isinstance(tests, dict):
        raise ValueError("`tests` must be a table")  # noqa: TRY004 - of the file, not of our argument
    for test, fields in tests.items():
        if not isinstance(fields, dict):
            raise ValueError(f"{test}: there must be a table, with owner, until and ticket")  # noqa: TRY004 - likewise
        yield Entry.of(test, fields)


def _table(entry: Entry) -> Iterator[str]:
    yield f"[tests.{_quoted(entry.test)}]"
    yield f"owner = {_quoted(entry.owner)}"
    if entry.since:
        yield f"since = {entry.since.isoformat()}"
    yield f"until = {entry.until.isoformat()}"
    yield f"ticket = {_quoted(entry.ticket)}"
    if entry.reason:
        yield f"reason = {_quoted(entry.reason)}"
    yield ""


def _quoted(text: str) -> str:
    # What can be printed needs no escapes in TOML that JSON does not know.
    return json.dumps(text, ensure_ascii=False)
