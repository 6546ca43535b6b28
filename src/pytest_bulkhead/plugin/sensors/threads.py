"""Threads that are still alive, each with where it was started."""

from __future__ import annotations

import functools
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.beginnings import is_begun_by_tool
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.running_things import Begun, RunningThings
from pytest_bulkhead.plugin.sensor import ABSENT, Signs
from pytest_bulkhead.plugin.trace import Trace, caller_trace
from pytest_bulkhead.plugin.turns import Turns

_EVENTS = ("_thread.start_new_thread", "_thread.start_joinable_thread")
_IS_ANNOUNCED = sys.version_info >= (3, 12)


class Threads(RunningThings):
    """Compares the threads that there are. Those of a library's own pool are a first use."""

    kind = "thread"
    mentions = r"Thread\b|\bTimer\b|Executor\b|\.start\(|\bsubmit\b|\bserve"
    grace = 0.02

    def __init__(self) -> None:
        super().__init__()
        self._turns = Turns()
        self._known: list[threading.Thread] = []
        self._traces: weakref.WeakKeyDictionary[threading.Thread, Trace] = weakref.WeakKeyDictionary()
        self._starters: tuple[Callable[..., Any], Callable[..., Any]] | None = None

    def join(self, turns: Turns) -> None:
        self._turns = turns

    def signs(self) -> Signs | None:
        # What `threading.enumerate` goes through.
        tables = [functools.partial(getattr, threading, name) for name in ("_active", "_limbo")]
        return Signs.noted_in(self, "_running")._replace(equal=tuple(tables))

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

    def describe(self, name: str, before: object, after: object) -> str:
        return f"a thread running {name}" if after is not ABSENT else f"no thread any more that runs {name}"

    def _begun_since(self) -> list[Begun]:
        now = threading.enumerate()
        if now == self._known:
            return []
        old, self._known = set(map(id, self._known)), now
        new = [thread for thread in now if id(thread) not in old and not self._is_to_be_ignored(thread)]
        return [Begun(weakref.ref(thread), _work(thread), self._traces.get(thread, ())) for thread in new]

    def _runs(self, begun: Begun) -> bool:
        thread = begun.thing()
        return thread is not None and thread.is_alive()

    def _is_projects(self, begun: Begun) -> bool:
        return super()._is_projects(begun) and not self._is_of_others_pool(begun.thing())

    def _is_of_others_pool(self, thread: threading.Thread | None) -> bool:
        """Whether a pool has started it that was there before: whoever made that will shut it down."""
        target = getattr(thread, "_target", None)
        if getattr(target, "__module__", None) != "concurrent.futures.thread":
            return False
        from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork  # only where a pool has begun one

        return not CodeAtWork(self._turns).mentions("ThreadPoolExecutor")

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
