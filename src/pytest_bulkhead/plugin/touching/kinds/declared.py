"""What tests say themselves that they touch, by the mark `shares` or the function `touch`."""

from __future__ import annotations

from types import FrameType

from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.plugin.touching.places import printable
from pytest_bulkhead.plugin.touching.unreplaced import getframe
from pytest_bulkhead.touch import Access, Spot
from pytest_bulkhead.worker import sharing

_LONGEST = 300


class Declared(Kind):
    """Takes it as it is said."""

    def start(self) -> None:
        super().start()
        sharing.listeners.append(self._touched)

    def stop(self) -> None:
        super().stop()
        sharing.listeners.remove(self._touched)

    def declare(self, name: str, mode: str, at: FrameType | Spot) -> None:
        """Add one touch, which a mark, too, may speak of."""
        access = Access.READ if mode == "read" else Access.WRITE
        self.taker.add("shared", printable(name)[:_LONGEST], access, at)

    def _touched(self, name: str, mode: str) -> None:
        try:
            self.declare(name, mode, getframe(2))  # of whoever called `touch`
        except Exception:  # noqa: S110 - a mistake of ours must stop no test
            pass
