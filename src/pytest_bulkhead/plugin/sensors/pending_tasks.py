"""asyncio tasks that are left pending in a loop that lives on."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterable
from typing import Any

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Filling, Same, Sensor

_PENDING = "pending"


class PendingTasks(Sensor):
    """Goes by asyncio's own list of tasks. Those that run a library's code are the library's affair."""

    hazards = (thread_or_loop.HAZARD,)
    kind = "task"
    mentions = r"\b(create_task|ensure_future|gather|TaskGroup|start_soon)\b|\.start\("
    depth = Depth.DEEP
    is_fine = False

    def __init__(self) -> None:
        self._ground = Ground("")
        self._known: dict[Same, str] = {}

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def start(self) -> None:
        self._known = self._pending()

    def poll(self) -> Iterable[Change]:
        module = sys.modules.get("asyncio.tasks")
        if module is None or (not _tasks(module) and not self._known):
            return ()
        before, self._known = self._known, self._pending()
        gone = [
            Change(name, task, _PENDING, ABSENT, filling=Filling.FIRST)
            for task, name in before.items()
            if task not in self._known
        ]
        return gone + [Change(name, task, ABSENT, _PENDING) for task, name in self._known.items() if task not in before]

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the task {name} {'ended' if after is ABSENT else 'pending in a loop that lives on'}"

    def _pending(self) -> dict[Same, str]:
        found: dict[Same, str] = {}
        for task in _tasks(sys.modules.get("asyncio.tasks")):
            if task.done() or task.get_loop().is_closed():
                continue
            coroutine = task.get_coro()
            code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
            if code is not None and self._ground.is_project(code.co_filename):
                found[Same(weakref.ref(task))] = code.co_qualname.replace(".<locals>", "")
        return found


def _tasks(module: Any) -> list[Any]:
    """What has been scheduled and not collected; Python 3.14 keeps it where nobody can look without a loop."""
    tasks: list[Any] = []
    for name in ("_scheduled_tasks", "_eager_tasks", "_all_tasks"):
        known = getattr(module, name, None)
        if known:
            tasks += list(known)
    return tasks
