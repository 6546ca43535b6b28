"""What a server is called, alike in each run; and which servers are nobody's but this process's."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from pytest_bulkhead.plugin.touching.places import Places, printable

_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, not bound
_USUAL_FOLDERS = frozenset({"/var/run/postgresql", "/run/postgresql", "/tmp", "/run/redis", "/var/run/redis"})  # noqa: S108
_SERIAL = re.compile(r"(?<![a-zA-Z0-9])(?:master|gw\d+)(?![a-zA-Z0-9])")
"""What a suite calls its only worker."""

_LISTENS = "0A"
_PLAIN = re.compile(r"[\w$-]+\Z")


class ServerNames:
    """Names servers, and what lies in them."""

    def __init__(self, places: Places, worker: str) -> None:
        """Learn what this run was told from outside.

        Args:
            places: knows which names are this process's own.
            worker: `main` where there are none.
        """
        self._places = places
        self._is_serial = worker == "main"
        self._listening = _listening() if self._is_serial else None
        self._told = "\n".join([*os.environ.values(), *sys.argv])
        self._known: dict[tuple[str, int, int], str | None] = {}

    def prefix(self, host: str, port: int, usual: int) -> str | None:
        """What stands before the names of all in a server: nothing for the usual one of this machine.

        Args:
            host: a name, an address, or the folder of a socket.
            port: its number.
            usual: the port that such servers have where nobody says otherwise.

        Returns:
            None for a server that is nobody else's.
        """
        key = (host, port, usual)
        if key not in self._known:
            self._known[key] = self._prefix(host, port, usual)
        return self._known[key]

    def _prefix(self, host: str, port: int, usual: int) -> str | None:
        if host.startswith("/"):
            if host.rstrip("/") not in _USUAL_FOLDERS:
                folder = self._places.name_of(os.path.realpath(host), is_look=False)
                return None if folder is None else f"{folder}:{port}/"
            host = ""
        if self._is_serial and port != usual and self._is_of_the_suite(host, port):
            return None
        name = "localhost" if host in _LOCAL else printable(host)
        if self.is_own(name):
            return None
        if port == usual:
            return "" if name == "localhost" else f"{name}/"
        return f"{name}:{port}/"

    def is_own(self, name: str) -> bool:
        """Whether a name is this process's alone: it bears the worker's name, a process's number, a moment."""
        if self._is_serial and _SERIAL.search(name.replace("_", "-")):
            return True
        return self._places.is_own_name(name)

    def was_told(self, word: str) -> bool:
        """Whether the run was told this from outside: by the environment, or the command line."""
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self._told) is not None

    def _is_of_the_suite(self, host: str, port: int) -> bool:
        """Whether the suite itself has started the server, at a port that was free.

        In another worker, that would be another server. What the run was told from outside is there for all of them.
        """
        if self.was_told(str(port)):
            return False
        if self._listening is not None and host in _LOCAL:
            return port not in self._listening
        first, last = _given_ports()
        return first <= port <= last


def quoted(part: str) -> str:
    """A part of a name with dots between its parts."""
    return part if _PLAIN.match(part) else '"{}"'.format(printable(part).replace('"', '""'))


def _given_ports() -> tuple[int, int]:
    try:
        first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
        return int(first), int(last)
    except (OSError, ValueError):
        return 32768, 65535


def _listening() -> frozenset[int] | None:
    """The ports of this machine that somebody listens at; None where the system does not say."""
    found = set[int]()
    try:
        for table in ("tcp", "tcp6"):
            lines = Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]
            rows = [line.split() for line in lines]
            found.update(int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == _LISTENS)
    except (OSError, ValueError, IndexError):
        return None
    return frozenset(found)
