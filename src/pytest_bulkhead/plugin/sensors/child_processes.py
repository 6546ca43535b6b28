"""Child processes that are still alive, each with where it was started."""

from __future__ import annotations

import os
import sys
import time
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.beginnings import is_begun_by_project, is_begun_by_tool
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_ALIVE = "alive"
_GRACE = 0.05
"""Seconds for children that have been told to end and were not waited for."""


class _Child(NamedTuple):
    process: weakref.ref[Any]
    name: str
    trace: Trace


class ChildProcesses(Sensor):
    """Follows what `subprocess` announces, and what `multiprocessing` has in its own list; reaps nothing."""

    hazards = (thread_or_loop.HAZARD,)
    kind = "process"
    mentions = r"\bPopen\b|Process\b|\bPool\b|Executor\b|\.start\(|\bsubprocess\b|\bfork\b|\bspawn"
    is_fine = False

    def __init__(self) -> None:
        self._ground = Ground("")
        self._begun: list[_Child] = []
        self._alive: list[_Child] = []
        self._forks: weakref.WeakKeyDictionary[Any, tuple[str, Trace]] = weakref.WeakKeyDictionary()

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def start(self) -> None:
        TAP.listen("subprocess.Popen", self._on_popen)
        TAP.listen("os.fork", self._on_fork)

    def stop(self) -> None:
        TAP.forget("subprocess.Popen", self._on_popen)
        TAP.forget("os.fork", self._on_fork)

    def poll(self) -> Iterable[Change]:
        children = getattr(sys.modules.get("multiprocessing.process"), "_children", None)
        if not self._begun and not self._alive and not children:
            return ()
        return list(self._changes(tuple(children or ())))

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a child process running {name}" if after is not ABSENT else f"the child process {name} ended"

    def _changes(self, children: tuple[Any, ...]) -> Iterator[Change]:
        for child in tuple(self._alive):
            if not _is_alive(child):
                self._alive.remove(child)
                yield Change(child.name, Same(child.process), _ALIVE, ABSENT, filling=Filling.FIRST)
        known = {id(child.process()) for child in self._alive}
        begun, self._begun = self._begun, []
        begun += [
            _Child(weakref.ref(process), *self._forks.get(process, (_work(process), ())))
            for process in children
            if id(process) not in known
        ]
        deadline = time.monotonic() + _GRACE
        for child in begun:
            if is_begun_by_tool(child.trace, self._ground):
                continue
            is_projects = is_begun_by_project(child.trace, self._ground)
            while (is_alive := _is_alive(child)) and is_projects and time.monotonic() < deadline:
                time.sleep(0.002)
            if is_alive:
                self._alive.append(child)
                key = Same(child.process)
                yield Change(child.name, key, ABSENT, _ALIVE, child.trace, filling=Filling.first_if(not is_projects))

    def _on_popen(self, arguments: tuple[Any, ...]) -> None:
        process = sys._getframe(2).f_locals.get("self")  # noqa: SLF001 - announced before it has a number
        if process is not None:
            name = Path(os.fsdecode(arguments[0])).name
            self._begun.append(_Child(weakref.ref(process), name, caller_trace(2)))

    def _on_fork(self, arguments: tuple[Any, ...]) -> None:
        process = sys._getframe(2).f_locals.get("process_obj")  # noqa: SLF001 - of `multiprocessing`
        if process is not None:
            self._forks[process] = (_work(process), caller_trace(2))  # it forgets its target when it is started


def _is_alive(child: _Child) -> bool:
    process = child.process()
    number = getattr(process, "pid", None)
    if process is None or number is None or getattr(process, "returncode", None) is not None:
        return False
    if not hasattr(os, "waitid"):
        poll = getattr(process, "poll", None)
        return bool(process.is_alive()) if poll is None else poll() is None
    try:
        return os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except OSError:
        return False


def _work(process: Any) -> str:
    target = getattr(process, "_target", None) or type(process)
    return f"{getattr(target, '__module__', '?')}.{getattr(target, '__qualname__', '?')}".replace(".<locals>", "")
