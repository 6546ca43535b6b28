"""What every kind of resource has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pytest_bulkhead.plugin.audit_tap import TAP, Listener

if TYPE_CHECKING:
    from pytest_bulkhead.plugin.touching.paths import Paths
    from pytest_bulkhead.plugin.touching.taker import Taker


class Kind:
    """One kind of resource, told to the taker as it is touched.

    A class of its own file in `kinds/` is found by standing there. What it raises harms nobody: a listener's mistake
    is dropped by the tap, so that it never becomes the suite's.
    """

    def __init__(self, taker: Taker, paths: Paths) -> None:
        self.taker = taker
        self.paths = paths
        self.notice: Callable[[str], None] = _to_nobody
        """Called with what of it cannot be told, and why."""

    def listeners(self) -> Mapping[str, Listener]:
        """By audit event, what is to be called with its arguments: its caller is then two frames above."""
        return {}

    def start(self) -> None:
        """Begin to look."""
        for event, listener in self.listeners().items():
            TAP.listen(event, listener)

    def stop(self) -> None:
        """Look no more, and leave the process as it was."""
        for event, listener in self.listeners().items():
            TAP.forget(event, listener)


def _to_nobody(message: str) -> None:
    pass
