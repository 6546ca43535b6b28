"""What threads, child processes and listening sockets have in common: somebody sets them going, and they go on."""

from __future__ import annotations

import abc
import time
import weakref
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.beginnings import is_begun_by_project
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor
from pytest_bulkhead.plugin.trace import Trace

_RUNS = "runs"
_PAUSE = 0.002


class Begun(NamedTuple):
    """Something that was set going.

    Args:
        thing: the object by which Python knows it.
        name: in words that are alike in each run.
        trace: where it was begun.
    """

    thing: weakref.ref[Any]
    name: str
    trace: Trace


class RunningThings(Sensor):
    """Watches what has been begun since the last look, and what of it still runs.

    What the project's own code has begun has a moment to end, if it was told to. The rest is a first use.
    """

    hazards = (thread_or_loop.HAZARD,)
    is_fine = False
    grace: ClassVar[float]
    """Seconds for what has been told to end and was not waited for."""

    def __init__(self) -> None:
        self._ground = Ground("")
        self._running: list[Begun] = []

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def poll(self) -> Iterable[Change]:
        begun = self._begun_since()
        return list(self._changes(begun)) if begun or self._running else ()

    @abc.abstractmethod
    def _begun_since(self) -> list[Begun]:
        """What was set going since the last look, without what is none of a test's."""

    @abc.abstractmethod
    def _runs(self, begun: Begun) -> bool:
        """Whether it goes on."""

    def _is_projects(self, begun: Begun) -> bool:
        """Whether the project's own code has begun it."""
        return is_begun_by_project(begun.trace, self._ground)

    def _put_off(self, begun: Begun) -> None:
        """It does not run."""

    def _changes(self, begun: list[Begun]) -> Iterator[Change]:
        for one in tuple(self._running):
            if not self._runs(one):
                self._running.remove(one)
                yield Change(one.name, Same(one.thing), _RUNS, ABSENT, filling=Filling.FIRST)
        deadline = time.monotonic() + self.grace
        for one in begun:
            is_projects = self._is_projects(one)
            while (runs := self._runs(one)) and is_projects and time.monotonic() < deadline:
                time.sleep(_PAUSE)
            if not runs:
                self._put_off(one)
                continue
            self._running.append(one)
            key, filling = Same(one.thing), Filling.first_if(not is_projects)
            yield Change(one.name, key, ABSENT, _RUNS, one.trace, filling=filling)
