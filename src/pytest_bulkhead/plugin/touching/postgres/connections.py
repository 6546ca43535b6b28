"""The connections of a process, each with what it has said."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

from pytest_bulkhead.plugin.touching.clients.remembered import Remembered
from pytest_bulkhead.plugin.touching.postgres.session import Session, Target, World

_PATH_OPTION = re.compile(r"(?:-c\s*|--)search_path=((?:\\.|\S)+)")


class Connections:
    """Those of one library.

    Args:
        target: says where a connection leads.
        is_closed: says whether it is closed.
    """

    def __init__(self, world: World, target: Callable[[Any], Target], is_closed: Callable[[Any], bool]) -> None:
        self._world = world
        self._target = target
        self._is_closed = is_closed
        self._sessions: Remembered[Session] = Remembered()
        self._busy: dict[int, tuple[weakref.ref[Any], Session]] = {}

    def of(self, connection: Any) -> Session:
        """What is known of a connection."""
        session = self._sessions.get(connection)
        if session is None:
            session = self._sessions.put(connection, Session(self._world, self._target(connection)))
        return session

    def run(self, connection: Any, text: str | bytes, frame: FrameType, *, is_open: bool, is_inside: bool) -> None:
        """Note what a text that is sent now touches.

        Args:
            connection: through which.
            text: of SQL.
            frame: of the code that sends it.
            is_open: whether a transaction has begun.
            is_inside: likewise, or begins with this.
        """
        session = self.of(connection)
        if not is_open and session.transaction.has_work:
            session.commits()  # unseen, so that the worst is taken
        session.run(text, frame, is_inside=is_inside)
        if session.transaction.has_work and id(session) not in self._busy:
            self._busy[id(session)] = (weakref.ref(connection), session)

    def look_for_closed(self) -> None:
        """What a connection has not committed when it is closed is undone."""
        for key, (reference, session) in list(self._busy.items()):
            connection = reference()
            if connection is None or self._is_closed(connection):
                session.rolls_back()
            if not session.transaction.has_work:
                del self._busy[key]


def path_in_options(options: str | None) -> str | None:
    """The search path in what libpq hands on to the server, `-c search_path=…`."""
    found = _PATH_OPTION.findall(options or "")
    return found[-1].replace("\\ ", " ").replace("\\", "") if found else None
