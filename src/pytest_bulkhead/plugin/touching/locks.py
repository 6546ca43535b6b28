"""Locks on files, which keep processes apart; those of `filelock` and its like are among them."""

from __future__ import annotations

from os import fstat, getpid

from pytest_bulkhead.plugin.audit_tap import TAP, Listener
from pytest_bulkhead.plugin.touching.paths import Paths
from pytest_bulkhead.plugin.touching.taker import Taker

_UNLOCK = 8
"""`fcntl.LOCK_UN`; only who has imported `fcntl` locks."""
_F_ULOCK, _F_TEST = 0, 3
_TABLE = "/proc/locks"
_open = open
"""As it is before a test replaces it, and counts the calls."""

_File = tuple[int, int]


class Locks:
    """Follows what is locked, by descriptor: the interpreter announces attempts, and nothing when a file is closed."""

    def __init__(self, taker: Taker, paths: Paths) -> None:
        self._taker = taker
        self._paths = paths
        self._held: dict[int, tuple[_File, str]] = {}
        self._sure: set[int] = set()
        self._listeners: dict[str, Listener] = {
            "fcntl.flock": lambda arguments: self._asked(arguments[0], is_unlock=bool(arguments[1] & _UNLOCK)),
            "fcntl.lockf": lambda arguments: self._asked(arguments[0], is_unlock=bool(arguments[1] & _UNLOCK)),
            "os.lockf": lambda arguments: self._asked(arguments[0], is_unlock=arguments[1] in (_F_ULOCK, _F_TEST)),
        }

    def start(self) -> None:
        """Begin to look."""
        for event, listener in self._listeners.items():
            TAP.listen(event, listener)

    def stop(self) -> None:
        """Look no more."""
        for event, listener in self._listeners.items():
            TAP.forget(event, listener)

    def _asked(self, descriptor: int, *, is_unlock: bool) -> None:
        self._held.pop(descriptor, None)
        self._sure.discard(descriptor)
        if not is_unlock:
            real = self._paths.real(descriptor)
            name = real and self._paths.places.name_of(real, is_look=False)
            if name and (file := _file(descriptor)):
                self._held[descriptor] = (file, name)
        self._taker.locking = self._names if self._held else None

    def _names(self) -> frozenset[str]:
        """The names of the locks that are really held."""
        for descriptor, (file, _) in list(self._held.items()):
            if _file(descriptor) != file:  # closed, and so given back
                self._drop(descriptor)
        if len(self._sure) < len(self._held):
            table = _locked_files()
            for descriptor, (file, _) in list(self._held.items()):
                if descriptor not in self._sure and table is not None and file[1] not in table:
                    self._drop(descriptor)
            self._sure.update(self._held)
        return frozenset(name for _, name in self._held.values())

    def _drop(self, descriptor: int) -> None:
        del self._held[descriptor]
        self._sure.discard(descriptor)
        if not self._held:
            self._taker.locking = None


def _file(descriptor: int) -> _File | None:
    try:
        found = fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _locked_files() -> set[int] | None:
    """The inodes on which this process has a lock, as the system sees it; None where it does not say."""
    try:
        with _open(_TABLE, encoding="ascii") as file:
            rows = [line.split() for line in file]
    except (OSError, ValueError):
        return None
    own = str(getpid())
    # The columns are number, kind, way, access, process, device and inode; one more where somebody waits.
    return {int(row[5].rpartition(":")[2]) for row in rows if len(row) > 5 and row[1] != "->" and row[4] == own}
