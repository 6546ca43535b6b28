"""Child processes that are still alive, each with where it was started."""

from __future__ import annotations

import functools
import os
import sys
import weakref
from pathlib import Path
from typing import Any

from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.beginnings import is_begun_by_tool
from pytest_bulkhead.plugin.running_things import Begun, RunningThings
from pytest_bulkhead.plugin.sensor import ABSENT, Signs
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_MULTIPROCESSING = "multiprocessing.process"


class ChildProcesses(RunningThings):
    """Follows what `subprocess` announces, and what `multiprocessing` has in its own list; reaps nothing."""

    kind = "process"
    mentions = r"\bPopen\b|Process\b|\bPool\b|Executor\b|\.start\(|\bsubprocess\b|\bfork\b|\bspawn"
    grace = 0.05

    def __init__(self) -> None:
        super().__init__()
        self._begun: list[Begun] = []
        self._forks: weakref.WeakKeyDictionary[Any, tuple[str, Trace]] = weakref.WeakKeyDictionary()

    def start(self) -> None:
        TAP.listen("subprocess.Popen", self._on_popen)
        TAP.listen("os.fork", self._on_fork)

    def stop(self) -> None:
        TAP.forget("subprocess.Popen", self._on_popen)
        TAP.forget("os.fork", self._on_fork)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a child process running {name}" if after is not ABSENT else f"the child process {name} ended"

    def signs(self) -> Signs | None:
        announced = Signs.noted_in(self, "_begun", "_running").empty
        multiprocessing = sys.modules.get(_MULTIPROCESSING)
        if multiprocessing is None:
            return Signs(empty=announced)
        return Signs(empty=(*announced, functools.partial(getattr, multiprocessing, "_children", None)))

    def _begun_since(self) -> list[Begun]:
        children = getattr(sys.modules.get(_MULTIPROCESSING), "_children", None)
        if not self._begun and not children:
            return []
        begun, self._begun = self._begun, []
        known = {id(one.thing()) for one in self._running}
        begun += [
            Begun(weakref.ref(process), *self._forks.get(process, (_work(process), ())))
            for process in tuple(children or ())
            if id(process) not in known
        ]
        return [one for one in begun if not is_begun_by_tool(one.trace, self._ground)]

    def _runs(self, begun: Begun) -> bool:
        process = begun.thing()
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

    def _on_popen(self, arguments: tuple[Any, ...]) -> None:
        process = sys._getframe(2).f_locals.get("self")  # noqa: SLF001 - announced before it has a number
        if process is not None:
            name = Path(os.fsdecode(arguments[0])).name
            self._begun.append(Begun(weakref.ref(process), name, caller_trace(2)))

    def _on_fork(self, arguments: tuple[Any, ...]) -> None:
        process = sys._getframe(2).f_locals.get("process_obj")  # noqa: SLF001 - of `multiprocessing`
        if process is not None:
            self._forks[process] = (_work(process), caller_trace(2))  # it forgets its target when it is started


def _work(process: Any) -> str:
    target = getattr(process, "_target", None) or type(process)
    return f"{getattr(target, '__module__', '?')}.{getattr(target, '__qualname__', '?')}".replace(".<locals>", "")
