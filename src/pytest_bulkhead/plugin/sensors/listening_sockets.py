"""Sockets that still listen, each with where it was bound."""

from __future__ import annotations

import os
import sys
import weakref
from pathlib import Path
from typing import Any

from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.running_things import Begun, RunningThings
from pytest_bulkhead.plugin.sensor import ABSENT, Signs
from pytest_bulkhead.plugin.trace import caller_trace


class ListeningSockets(RunningThings):
    """Follows the sockets that are bound; which of them listen, the operating system tells."""

    kind = "listening-socket"
    mentions = r"\bbind\b|\blisten\b|[Ss]erver?\b|\.start\("
    grace = 0.05  # a server may close its socket in a thread of its own

    def __init__(self) -> None:
        super().__init__()
        self._bound: list[Begun] = []

    def start(self) -> None:
        TAP.listen("socket.bind", self._on_bind)

    def stop(self) -> None:
        TAP.forget("socket.bind", self._on_bind)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a socket listening on {name}" if after is not ABSENT else f"the socket on {name} closed"

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_bound", "_running")

    def _begun_since(self) -> list[Begun]:
        bound, self._bound = self._bound, []
        return bound

    def _runs(self, begun: Begun) -> bool:
        return _listens(begun.thing())

    def _is_projects(self, begun: Begun) -> bool:
        return any(self._ground.is_project(place.path) for place in begun.trace)

    def _put_off(self, begun: Begun) -> None:
        if _is_open(begun.thing()):
            self._bound.append(begun)  # it may listen later

    def _on_bind(self, arguments: tuple[Any, ...]) -> None:
        trace = caller_trace(2)
        # That one is `multiprocessing`'s own, shared by all that pass descriptors on.
        if not any(place.path.endswith("resource_sharer.py") for place in trace):
            self._bound.append(Begun(weakref.ref(arguments[0]), _name(arguments[1]), trace))


def _is_open(socket: Any) -> bool:
    return socket is not None and socket.fileno() != -1


def _listens(socket: Any) -> bool:
    module: Any = sys.modules["_socket"]
    if not _is_open(socket):
        return False
    try:
        return bool(socket.getsockopt(module.SOL_SOCKET, module.SO_ACCEPTCONN))
    except OSError:
        return False


def _name(address: Any) -> str:
    """The address that was asked for, without a port that the system chose."""
    if isinstance(address, tuple) and len(address) >= 2:
        return f"{address[0] or 'any address'}:{address[1] or 'any port'}"
    return Path(os.fsdecode(address)).name if isinstance(address, str | bytes) else "a socket"
