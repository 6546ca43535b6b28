"""The permissions that new files lack."""

from __future__ import annotations

import os
import threading

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import ABSENT, Depth
from pytest_bulkhead.plugin.snapshot import Snapshot


class Umask(Snapshot):
    """Can be read only by setting it, which is done where no other thread can see it."""

    hazards = (process_state.HAZARD,)
    kind = "umask"
    depth = Depth.DEEP
    mentions = r"\bumask\b"
    is_fine = False
    names = ("umask",)

    def look(self) -> tuple[object, ...]:
        if threading.active_count() > 1:
            return self._known or (ABSENT,)
        umask = os.umask(0o077)
        os.umask(umask)
        return (umask,)

    def put(self, name: str, value: object) -> None:
        if isinstance(value, int):
            os.umask(value)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the umask at {after:#05o}" if isinstance(after, int) else "the umask changed"
