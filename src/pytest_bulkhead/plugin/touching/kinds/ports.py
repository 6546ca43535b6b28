"""Ports and Unix sockets that are bound, and servers that are connected to."""

from __future__ import annotations

import errno
import os
import re
import sys
from types import FrameType
from typing import Any

from pytest_bulkhead.plugin.operations import given_ports
from pytest_bulkhead.plugin.touching.bids import Bids
from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.plugin.touching.own_path import fsdecode
from pytest_bulkhead.plugin.touching.places import printable
from pytest_bulkhead.plugin.touching.unreplaced import getframe
from pytest_bulkhead.touch import LOOKS, Access

_HERE = frozenset({"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "<broadcast>"})  # noqa: S104 - read, not bound


_ADDRESS = re.compile(r"[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")


class Ports(Kind):
    """Listens to `bind` and `connect`; a port that the system chose is nobody's."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._bids = Bids()
        self._elsewhere: dict[str, bool] = {}
        self._has_asked = False
        self._given = given_ports()

    def listeners(self) -> Any:
        return {"socket.bind": self._bound, "socket.connect": self._connected}

    def _bound(self, arguments: tuple[Any, ...]) -> None:
        socket, address = arguments
        if isinstance(address, tuple) and len(address) > 1 and not address[1]:
            self._has_asked = True
            return
        self._add(socket, address, Access.CLAIM, getframe(2))

    def _connected(self, arguments: tuple[Any, ...]) -> None:
        socket, address = arguments
        self._add(socket, address, Access.READ, getframe(2))

    def _add(self, socket: Any, address: Any, access: Access, frame: FrameType) -> None:
        module: Any = sys.modules["_socket"]  # else there were no socket
        if socket.family in (module.AF_INET, module.AF_INET6):
            host, port = str(address[0]), int(address[1])
            is_here = host in _HERE or host.startswith("127.")
            if access is Access.CLAIM and not is_here and self._is_elsewhere(socket.family, host):
                return
            if (access is Access.CLAIM or is_here) and self._is_given(port):
                return
            if access is Access.READ:
                self.taker.add("server", f"{'localhost' if is_here else printable(host)}:{port}", access, frame)
            if access is Access.CLAIM or is_here:
                is_datagram = socket.type & 0xF == module.SOCK_DGRAM
                name = f"{port}/udp" if is_datagram else str(port)
                tally = self.taker.add("port", name, access, frame)
                if access is Access.CLAIM:
                    self._bids.made(socket, self.taker.whose(), tally, frame)
        elif socket.family == getattr(module, "AF_UNIX", None) and address:
            self._add_unix(fsdecode(address), access, frame)

    def _add_unix(self, address: str, access: Access, frame: FrameType) -> None:
        if address.startswith("\0"):  # on Linux, a name that is no path
            path = os.sep + address[1:]
            found = self.paths.places.name_of(path, is_look=False)
            name = None if found is None else "@" + printable(address[1:])
        else:
            real = self.paths.real(address)
            name = real and self.paths.places.name_of(real, is_look=access in LOOKS)
        if name:
            self.taker.add("socket", name, access, frame)

    def _is_elsewhere(self, family: int, host: str) -> bool:
        """Whether an address is none of this machine's, so that nobody can have a port of it here."""
        if not _ADDRESS.fullmatch(host):
            return False
        if host not in self._elsewhere:
            module: Any = sys.modules["_socket"]
            with module.socket(family, module.SOCK_DGRAM) as probe:
                had_asked = self._has_asked
                try:
                    probe.bind((host, 0))
                    self._elsewhere[host] = False
                except OSError as error:
                    self._elsewhere[host] = error.errno == errno.EADDRNOTAVAIL
                self._has_asked = had_asked
        return self._elsewhere[host]

    def _is_given(self, port: int) -> bool:
        """Whether the system may have given it away before: it is then bound by number, too."""
        return self._has_asked and port in self._given
