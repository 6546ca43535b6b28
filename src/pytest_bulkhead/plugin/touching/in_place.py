"""Files that were opened to be read and written: which of both was done shows when somebody else's turn begins."""

from __future__ import annotations

from os import stat as os_stat
from typing import NamedTuple

from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.taking import Taking
from pytest_bulkhead.plugin.touching.unreplaced import Clocks
from pytest_bulkhead.touch import Access, Spot

_KIND = "file"
_MOST = 30
"""Files that are looked at when somebody else's turn begins; others count as written."""

_TICK_NS = 20_000_000
"""Two changes within this time may bear the same time."""


class Stamp(NamedTuple):
    """What changes with a file."""

    changed: int
    size: int
    number: int

    @property
    def is_fresh(self) -> bool:
        """Whether another change now could not be told from the last one."""
        return abs(Clocks.time() * 1e9 - self.changed) < _TICK_NS


class _Open(NamedTuple):
    taking: Taking
    name: str
    path: str
    before: Stamp
    spot: Spot | None


class InPlace:
    """Until they have been written, or whoever opened them is at work no more."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._open: dict[tuple[Taking, str], _Open] = {}

    @property
    def full(self) -> bool:
        """Whether no more are looked at."""
        return len(self._open) >= _MOST

    def watch(self, taking: Taking, name: str, path: str, before: Stamp, spot: Spot | None) -> None:
        """Look at a file that is about to be opened.

        Args:
            taking: who opens it.
            name: of it, alike in each run.
            path: where it is.
            before: what it is like.
            spot: where it is opened.
        """
        self._open.setdefault((taking, path), _Open(taking, name, path, before, spot))

    def look(self) -> None:
        """Charge whoever is at work with what has been written."""
        if not self._open:
            return
        now = self._taker.whose()
        for key, one in list(self._open.items()):
            after = stamp(one.path)
            has_changed = after is not None and after != one.before
            if has_changed and now is not None:
                self._taker.add(_KIND, one.name, Access.WRITE, one.spot, by_plugins=False, afterwards=True)
            # Who lives on may write into it in somebody else's turn.
            if has_changed or not one.taking.is_wide or one.taking.is_told:
                del self._open[key]


def stamp(path: str) -> Stamp | None:
    """What a file is like now; None where there is none."""
    try:
        found = os_stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
