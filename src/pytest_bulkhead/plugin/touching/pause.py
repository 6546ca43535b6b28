"""Stops a test right after it has touched one resource, and lets somebody else have a turn there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.taking import Taking
from pytest_bulkhead.touch import Access

TURN_ENDS = "T"
"""The point at which a set-up, a test's own code or a clean-up is over that has touched the resource."""

STATEMENT, COMMIT = "S", "C"
"""Points of a database in a file: something was asked of it; what was written is there for others."""

_OF_DATABASE = {
    **dict.fromkeys(("execute", "executemany", "executescript"), STATEMENT),
    **dict.fromkeys(("commit", "__exit__"), COMMIT),
}
_PATHS = frozenset({"file", "folder", "sqlite", "socket"})
_MOST = 400


class Pause:
    """Counts the points of a process at which it could be stopped, and stops it at one of them.

    A touch is announced before it is done. So the pause comes with the next call or return of the same thread: a file
    that was opened to be written is empty then, and a port is bound.
    """

    def __init__(self, taker: Taker, kind: str, name: str, point: int, wait: Callable[[], None]) -> None:
        """Do nothing yet.

        Args:
            taker: tells of the touches.
            kind: of the resource.
            name: of it; what lies below a folder belongs to it.
            point: the number of the point, counted from 1; 0 for none.
            wait: returns when the pause is over.
        """
        self.points: list[str] = []
        """What could have been paused after: the letter of each access, and the ends of turns."""
        self._taker = taker
        self._kinds = _PATHS if kind in _PATHS else frozenset({kind})
        self._name = name
        self._point = point
        self._wait = wait
        self._is_due = False
        self._has_touched = False
        self._is_claim = False
        self._is_database = kind == "sqlite"

    def start(self) -> None:
        """Begin to count."""
        self._taker.heard = self._heard
        self._taker.switching.append(self._turn_ends)

    def stop(self) -> None:
        """Count no more."""
        self._taker.heard = None
        self._unfollow()

    def _heard(self, taking: Taking, kind: str, name: str, access: Access) -> None:
        if kind not in self._kinds or not (name == self._name or name.startswith(f"{self._name}/")):
            return
        self._has_touched = True
        if self._count(access.value):
            self._is_due = True
            self._is_claim = access is Access.CLAIM
        # What is done with a database once it is open, is announced by nothing.
        if (self._is_due or self._is_database) and sys.getprofile() is None:
            sys.setprofile(self._follow)

    def _follow(self, frame: FrameType, event: str, argument: Any) -> None:
        """Called by this thread at its next calls and returns."""
        returned = getattr(argument, "__name__", "") if event == "c_return" else ""
        # Of what binds a port, there is nothing to meet before it listens.
        if self._is_due and (not self._is_claim or returned == "listen"):
            self._pause()
        elif returned in _OF_DATABASE and self._is_database and _is_of_sqlite(argument):
            self._has_touched = True
            if self._count(_OF_DATABASE[returned]):
                self._is_due = True
                self._pause()

    def _turn_ends(self) -> None:
        if self._is_due:
            self._pause()
        if self._has_touched:
            self._has_touched = False
            if self._count(TURN_ENDS):
                self._wait()

    def _count(self, point: str) -> bool:
        """Note a point, and say whether it is the one."""
        if len(self.points) >= _MOST:
            return False
        self.points.append(point)
        return len(self.points) == self._point

    def _pause(self) -> None:
        if not self._is_database:
            self._unfollow()
        self._is_due = False
        self._wait()

    def _unfollow(self) -> None:
        if sys.getprofile() == self._follow:
            sys.setprofile(None)


def _is_of_sqlite(function: Any) -> bool:
    return any(base.__module__ == "sqlite3" for base in type(getattr(function, "__self__", None)).__mro__)
