"""Threads that are still alive, each with where it was started."""

from __future__ import annotations

import functools
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.beginnings import is_begun_by_project, is_begun_by_tool
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor, Work
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_ALIVE = "alive"
_GRACE = 0.02
"""Seconds for threads that have been told to end and were not joined."""
_EVENTS = ("_thread.start_new_thread", "_thread.start_joinable_thread")
_IS_ANNOUNCED = sys.version_info >= (3, 12)


class Threads(Sensor):
    """Compares the threads that there are. Those of a library's own pool are a first use."""

    hazards = (thread_or_loop.HAZARD,)
    kind = "thread"
    mentions = r"Thread\b|\bTimer\b|Executor\b|\.start\(|\bsubmit\b|\bserve"
    is_fine = False

    def __init__(self) -> None:
        self._ground = Ground("")
        self._work = CodeAtWork()
        self._known: list[threading.Thread] = []
        self._told: dict[int, str] = {}
        self._traces: weakref.WeakKeyDictionary[threading.Thread, Trace] = weakref.WeakKeyDictionary()
        self._starters: tuple[Callable[..., Any], Callable[..., Any]] | None = None

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def attend(self, work: Work) -> None:
        self._work.attend(work)

    def start(self) -> None:
        self._known = threading.enumerate()
        if _IS_ANNOUNCED:
            for event in _EVENTS:
                TAP.listen(event, self._on_start)
        else:
            self._follow_starts()

    def stop(self) -> None:
        for event in _EVENTS:
            TAP.forget(event, self._on_start)
        module: Any = threading
        if self._starters is not None and module._start_new_thread is self._starters[1]:  # noqa: SLF001
            module._start_new_thread = self._starters[0]  # noqa: SLF001

    def poll(self) -> Iterable[Change]:
        now = threading.enumerate()
        if now == self._known:
            return ()
        before, self._known = self._known, now
        return list(self._changes(before, now))

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a thread running {name}" if after is not ABSENT else f"no thread any more that runs {name}"

    def _changes(self, before: list[threading.Thread], now: list[threading.Thread]) -> Iterator[Change]:
        old, new = set(map(id, before)), set(map(id, now))
        for thread in before:
            if id(thread) not in new and id(thread) in self._told:
                yield Change(self._told.pop(id(thread)), Same(thread), _ALIVE, ABSENT, filling=Filling.FIRST)
        deadline = time.monotonic() + _GRACE
        for thread in now:
            if id(thread) in old or self._is_to_be_ignored(thread):
                continue
            trace = self._traces.get(thread, ())
            is_projects = is_begun_by_project(trace, self._ground) and not self._is_of_others_pool(thread)
            if is_projects:
                thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                name = self._told[id(thread)] = _work(thread)
                yield Change(name, Same(thread), ABSENT, _ALIVE, trace, filling=Filling.first_if(not is_projects))

    def _is_of_others_pool(self, thread: threading.Thread) -> bool:
        """Whether a pool has started it that was there before: whoever made that will shut it down."""
        target = getattr(thread, "_target", None)
        if getattr(target, "__module__", None) != "concurrent.futures.thread":
            return False
        return not self._work.mentions("ThreadPoolExecutor")

    def _is_to_be_ignored(self, thread: threading.Thread) -> bool:
        # One that Python did not start, one of a debugger, and one of the pool that an event loop ends by itself.
        if isinstance(thread, threading._DummyThread) or is_tools(thread) or hasattr(thread, "pydev_do_not_trace"):  # noqa: SLF001
            return True
        return thread.name.startswith("asyncio_") or is_begun_by_tool(self._traces.get(thread, ()), self._ground)

    def _on_start(self, arguments: tuple[Any, ...]) -> None:
        thread = getattr(arguments[0], "__self__", None)
        if isinstance(thread, threading.Thread):
            self._traces[thread] = caller_trace(2)

    def _follow_starts(self) -> None:
        """Python 3.11 announces no thread: stand before the function that starts it."""
        module: Any = threading
        starter = module._start_new_thread  # noqa: SLF001

        @functools.wraps(starter)
        def start(function: Any, *arguments: Any) -> Any:
            thread = getattr(function, "__self__", None)
            if isinstance(thread, threading.Thread):
                self._traces[thread] = caller_trace(1)
            return starter(function, *arguments)

        self._starters = (starter, start)
        module._start_new_thread = start  # noqa: SLF001


def _work(thread: threading.Thread) -> str:
    """What it does, in words that are alike in each run, as its own name with its number is not."""
    target = getattr(thread, "_target", None) or getattr(thread, "function", None)
    while isinstance(target, functools.partial):
        target = target.func
    name = getattr(target, "__qualname__", None)
    if not isinstance(name, str):
        return f"{type(thread).__module__}.{type(thread).__qualname__}"
    return f"{getattr(target, '__module__', None) or '?'}.{name}".replace(".<locals>", "")
