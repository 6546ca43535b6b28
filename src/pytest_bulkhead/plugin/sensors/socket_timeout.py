"""How long a new socket waits that nobody has told otherwise."""

from __future__ import annotations

import sys

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import Signs
from pytest_bulkhead.plugin.snapshot import Snapshot


class SocketTimeout(Snapshot):
    """Asks the extension module, where the suite has loaded it."""

    hazards = (process_state.HAZARD,)
    kind = "socket-timeout"
    mentions = r"\bsetdefaulttimeout\b"
    names = ("default timeout of sockets",)

    def signs(self) -> Signs | None:
        socket = sys.modules.get("_socket")
        return Signs() if socket is None else Signs(equal=(socket.getdefaulttimeout,))

    def look(self) -> tuple[object, ...]:
        socket = sys.modules.get("_socket")
        return (None if socket is None else socket.getdefaulttimeout(),)

    def put(self, name: str, value: object) -> None:
        sys.modules["_socket"].setdefaulttimeout(value)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the default timeout of sockets {'unset' if after is None else f'at {after:g} s'}"
