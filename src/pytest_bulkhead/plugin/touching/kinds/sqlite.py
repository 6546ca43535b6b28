"""SQLite databases: opened by path; written where the file, its log or the connection's own count has changed."""

from __future__ import annotations

import urllib.parse
import weakref
from os import stat as os_stat
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.plugin.touching.own_path import fsdecode
from pytest_bulkhead.plugin.touching.unreplaced import getframe
from pytest_bulkhead.touch import Access, Spot

_KIND = "sqlite"
_MOST = 30
"""Databases that are looked at for changes each time that somebody else's turn begins."""

_State = tuple[tuple[int, int, int] | None, ...]


class _Database(NamedTuple):
    path: str
    name: str
    spot: Spot | None


class Databases(Kind):
    """Never opens a database: to close it again would take away the locks that the process has on it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._states: dict[_Database, _State] = {}
        self._known: dict[str, _Database] = {}
        self._counts: dict[weakref.ref[Any], tuple[_Database, int]] = {}
        self._opening: _Database | None = None

    def listeners(self) -> Any:
        return {"sqlite3.connect": self._connected, "sqlite3.connect/handle": self._opened}

    def start(self) -> None:
        super().start()
        self.taker.switching.append(self._look)

    def _connected(self, arguments: tuple[Any, ...]) -> None:
        self._opening = None
        path, access = _path_of(arguments[0])
        real = self.paths.real(path) if path else None
        name = self.paths.places.name_of(real, is_look=False) if real else None
        if real is None or name is None:
            return
        frame = getframe(2)
        tally = self.taker.add(_KIND, name, Access.READ, frame)
        if tally is None or access is Access.READ:
            return
        database = self._known.get(real)
        if database is None and len(self._known) < _MOST:
            database = self._known[real] = _Database(real, name, tally.read_at)
            self._states[database] = _state(real)
        self._opening = database

    def _opened(self, arguments: tuple[Any, ...]) -> None:
        database, self._opening = self._opening, None
        if database is not None:
            try:
                self._counts[weakref.ref(arguments[0], self._gone)] = (database, 0)
            except TypeError:  # of a Python whose connections cannot be followed
                return

    def _gone(self, reference: weakref.ref[Any]) -> None:
        self._counts.pop(reference, None)

    def _look(self) -> None:
        """Charge what has changed to whoever is at work."""
        if not self._known:
            return
        changed = set()
        for database, before in self._states.items():
            now = self._states[database] = _state(database.path)
            # That it is gone is told by whoever removed it.
            if now != before and now[0] is not None:
                changed.add(database)
        for reference, (database, before_count) in list(self._counts.items()):
            count = _count(reference())
            if count > before_count:
                self._counts[reference] = (database, count)
                changed.add(database)
        taking = self.taker.whose()
        for database in changed if taking is not None else ():
            own = taking.tallies.get((_KIND, database.name)) if taking else None
            self.taker.add(_KIND, database.name, Access.WRITE, own.read_at if own else database.spot, afterwards=True)


def _path_of(database: Any) -> tuple[str, Access]:
    """The path of what is connected to, empty where it has none; and whether it can only be read."""
    text = fsdecode(database)
    if not text.startswith("file:"):
        return ("" if text == ":memory:" else text, Access.WRITE)
    parts = urllib.parse.urlsplit(text)
    asked = urllib.parse.parse_qs(parts.query)
    path = urllib.parse.unquote(parts.path)
    if asked.get("mode") == ["memory"] or path == ":memory:" or asked.get("vfs"):
        return "", Access.WRITE
    is_fixed = asked.get("mode") == ["ro"] or asked.get("immutable") == ["1"]
    return path, Access.READ if is_fixed else Access.WRITE


def _state(path: str) -> _State:
    """Of the database and its log, where there is one; who only reads makes an empty log, too."""
    log = _stamp(path + "-wal")
    return _stamp(path), log if log and log[1] else None


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = os_stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _count(connection: Any) -> int:
    try:
        return int(connection.total_changes)
    except Exception:  # closed, or another thread's
        return 0
