"""The working directory of the process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Hashable, Iterable
from typing import Any

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Sensor, Signs
from pytest_bulkhead.plugin.trace import Trace, caller_trace


class WorkingDirectory(Sensor):
    """Looks only when the interpreter has announced a change of directory."""

    hazards = (process_state.HAZARD,)
    kind = "cwd"
    mentions = r"\bf?chdir\b"

    def __init__(self) -> None:
        self._known: object = ABSENT
        self._announced: list[Trace] = []

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_announced")

    def start(self) -> None:
        self._known = _current()
        TAP.listen("os.chdir", self._changed)

    def stop(self) -> None:
        TAP.forget("os.chdir", self._changed)

    def poll(self) -> Iterable[Change]:
        if not self._announced:
            return ()
        traces, self._announced = self._announced, []
        before, self._known = self._known, _current()
        if before == self._known:
            return ()
        return (Change("working directory", "cwd", before, self._known, traces[-1]),)

    def restore(self, key: Hashable, before: object) -> bool:
        if not isinstance(before, str):
            return False
        with contextlib.suppress(OSError):
            os.chdir(before)
        return _current() == before

    def describe(self, name: str, before: object, after: object) -> str:
        return "the process in a directory that is gone" if after is ABSENT else "the working directory changed"

    def _changed(self, arguments: tuple[Any, ...]) -> None:
        self._announced[:] = (caller_trace(2),)  # the last one made it what it is


def _current() -> object:
    try:
        return os.getcwd()
    except OSError:
        return ABSENT  # it was deleted under the process
