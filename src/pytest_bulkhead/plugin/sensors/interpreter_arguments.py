"""`sys.argv`. It may hold anything, so that it is compared and never told."""

from __future__ import annotations

import functools
import sys

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import Signs
from pytest_bulkhead.plugin.snapshot import Snapshot


class InterpreterArguments(Snapshot):
    """Goes by what the list holds: another list with the same arguments harms nobody."""

    hazards = (process_state.HAZARD,)
    kind = "sys.argv"
    mentions = r"\bargv\b"
    names = ("sys.argv",)

    def __init__(self) -> None:
        super().__init__()
        self._list = sys.argv

    def signs(self) -> Signs | None:
        return Signs(equal=(functools.partial(getattr, sys, "argv"),))

    def look(self) -> tuple[object, ...]:
        return (tuple(sys.argv),)

    def put(self, name: str, value: object) -> None:
        sys.argv = self._list  # whoever keeps the list sees it again
        if isinstance(value, tuple):
            sys.argv[:] = value
