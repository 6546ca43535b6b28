"""Sockets that still listen, each with where it was bound."""

from __future__ import annotations

import os
import sys
import time
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_LISTENS = "listens"
_GRACE = 0.05
"""Seconds for servers that have been told to end, and that close their socket in a thread of their own."""


class _Bound(NamedTuple):
    socket: weakref.ref[Any]
    name: str
    trace: Trace


class ListeningSockets(Sensor):
    """Follows the sockets that are bound; which of them listen, the operating system tells."""

    hazards = (thread_or_loop.HAZARD,)
    kind = "listening-socket"
    mentions = r"\bbind\b|\blisten\b|[Ss]erver?\b|\.start\("
    is_fine = False

    def __init__(self) -> None:
        self._ground = Ground("")
        self._bound: list[_Bound] = []
        self._listening: list[_Bound] = []

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def start(self) -> None:
        TAP.listen("socket.bind", self._on_bind)

    def stop(self) -> None:
        TAP.forget("socket.bind", self._on_bind)

    def poll(self) -> Iterable[Change]:
        if not self._bound and not self._listening:
            return ()
        return list(self._changes())

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a socket listening on {name}" if after is not ABSENT else f"the socket on {name} closed"

    def _changes(self) -> Iterator[Change]:
        for one in tuple(self._listening):
            if not _listens(one):
                self._listening.remove(one)
                yield Change(one.name, Same(one.socket), _LISTENS, ABSENT, filling=Filling.FIRST)
        bound, self._bound = self._bound, []
        deadline = time.monotonic() + _GRACE
        for one in bound:
            is_projects = any(self._ground.is_project(place.path) for place in one.trace)
            while (listens := _listens(one)) and is_projects and time.monotonic() < deadline:
                time.sleep(0.002)
            if listens:
                self._listening.append(one)
                yield Change(
                    one.name, Same(one.socket), ABSENT, _LISTENS, one.trace, filling=Filling.first_if(not is_projects)
                )
            elif _is_open(one):
                self._bound.append(one)  # it may listen later

    def _on_bind(self, arguments: tuple[Any, ...]) -> None:
        trace = caller_trace(2)
        # That one is `multiprocessing`'s own, shared by all that pass descriptors on.
        if not any(place.path.endswith("resource_sharer.py") for place in trace):
            self._bound.append(_Bound(weakref.ref(arguments[0]), _name(arguments[1]), trace))


def _is_open(bound: _Bound) -> bool:
    socket = bound.socket()
    return socket is not None and socket.fileno() != -1


def _listens(bound: _Bound) -> bool:
    module: Any = sys.modules["_socket"]
    if not _is_open(bound):
        return False
    try:
        return bool(bound.socket().getsockopt(module.SOL_SOCKET, module.SO_ACCEPTCONN))  # type: ignore[union-attr]
    except OSError:
        return False


def _name(address: Any) -> str:
    """The address that was asked for, without a port that the system chose."""
    if isinstance(address, tuple) and len(address) >= 2:
        return f"{address[0] or 'any address'}:{address[1] or 'any port'}"
    return Path(os.fsdecode(address)).name if isinstance(address, str | bytes) else "a socket"
