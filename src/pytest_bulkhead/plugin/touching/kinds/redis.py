"""Keys in Redis, as the commands that are sent there name them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from types import FrameType, ModuleType
from typing import Any

from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.plugin.touching.clients.library import ClientKind, Library
from pytest_bulkhead.plugin.touching.clients.remembered import Remembered
from pytest_bulkhead.plugin.touching.clients.wraps import Wraps
from pytest_bulkhead.plugin.touching.places import printable
from pytest_bulkhead.plugin.touching.redis_keys.reader import ALL, KeyTouch, UnknownCommandError, keys_of, text
from pytest_bulkhead.plugin.touching.server_names import ServerNames
from pytest_bulkhead.worker import compartments
from pytest_bulkhead.worker.numbers import OF_WORKER

_KIND = "redis"
_PORT = 6379
_LONGEST = 120
_MOST = 4096


class _Place:
    """Where a connection leads now."""

    def __init__(self, at: str, prefix: str | None, number: int | None) -> None:
        self.at, self.prefix, self.number = at, prefix, number

    @property
    def is_own(self) -> bool:
        """Whether no other worker ever comes there."""
        number = str(self.number or 0)
        return compartments.is_taken(_KIND, f"{self.at}/{number}") or compartments.is_taken(OF_WORKER, number)


class Keys(ClientKind):
    """Listens at the connections of redis-py, through which all of its clients go."""

    what = "keys in Redis"

    def __init__(self, taker: Any, paths: Any) -> None:
        super().__init__(taker, paths)
        self._names = ServerNames(paths.places, taker.worker)
        self._places: Remembered[_Place] = Remembered()
        self._known: dict[tuple[str, int | None, KeyTouch], str | None] = {}

    def libraries(self) -> tuple[Library, ...]:
        return (Library("redis", frozenset("45678"), self._install),)

    def _install(self, module: ModuleType, wraps: Wraps) -> None:
        def sends(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            self._command(args[0], args[1:], frame)

        def sends_several(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            commands = args[1] if len(args) > 1 else kwargs["commands"]
            if isinstance(commands, (list, tuple)):  # anything else may be gone once it is looked at
                for command in commands:
                    self._command(args[0], command, frame)
            else:
                self.unknown("commands that were not handed over as a list")

        blocking = module.connection.AbstractConnection
        for name in ("send_command", "pack_command"):
            wraps.before(blocking, name, sends)
        wraps.before(blocking, "pack_commands", sends_several)
        wraps.before(module.asyncio.connection.AbstractConnection, "pack_command", sends)

    def _command(self, connection: Any, words: Sequence[Any], frame: FrameType) -> None:
        if self.taker.whose() is None:
            return
        place = self._places.get(connection)
        if place is None:
            place = self._places.put(connection, _Place(_at(connection), self._prefix(connection), connection.db))
        if place.prefix is None:
            return
        if len(words) == 2 and text(words[0]).lower() == "select":
            place.number = int(text(words[1]))
            return
        if place.is_own:
            return
        try:
            touches = keys_of(words)
        except UnknownCommandError as error:
            self.unknown(f"the command {printable(str(error))}" if str(error).isidentifier() else "a command")
            return
        for touch in touches:
            known = (place.prefix, place.number, touch)
            if known not in self._known:
                if len(self._known) > _MOST:
                    self._known.clear()
                self._known[known] = self._name(place.prefix, place.number, touch)
            name = self._known[known]
            if name is not None:
                self.taker.add(_KIND, name, touch.access, frame)

    def _prefix(self, connection: Any) -> str | None:
        if type(connection).__module__.startswith("fakeredis"):
            return None
        if getattr(connection, "client_name", None) == compartments.OUR_NAME:
            return None
        path = getattr(connection, "path", None)
        if isinstance(path, str) and path:
            return self._names.prefix(path, 0, 0)
        return self._names.prefix(str(connection.host), int(connection.port), _PORT)

    def _name(self, prefix: str, number: int | None, touch: KeyTouch) -> str | None:
        if touch.is_whole:
            return f"{prefix}{ALL}" if touch.key == ALL else f"{prefix}{number or 0}"
        if self._names.is_own(touch.key):
            return None
        return f"{prefix}{number or 0}:{_shown(touch.key)}"


def _at(connection: Any) -> str:
    path = getattr(connection, "path", None)
    return path if isinstance(path, str) and path else f"{connection.host}:{connection.port}"


def _shown(key: str) -> str:
    """A key as it may be told: without secrets, not too long, and still told from others."""
    key = printable(key)
    shown = masked(key)[:_LONGEST]
    return shown if shown == key else f"{shown}…{hashlib.blake2b(key.encode(), digest_size=4).hexdigest()}"
