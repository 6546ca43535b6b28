"""Coroutines that are dropped before anybody has awaited them: those of async mocks, and those that tests make."""

from __future__ import annotations

import gc
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import Any

from pytest_bulkhead.hazards.catalogue.async_mock import UNAWAITED
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Sensor, Signs
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork, code_of, mentioned_names
from pytest_bulkhead.plugin.trace import Trace, trace_of
from pytest_bulkhead.plugin.turns import Turns

_HOOK = "_warn_unawaited_coroutine"
_MOCKS = re.compile(r"[/\\](unittest[/\\]mock|mock[/\\]mock)\.py$")
_RUNNERS = ("run", "wait_for", "wait", "gather", "create_task", "ensure_future", "shield", "run_coroutine_threadsafe")
_NAMELESS = "mock"
_MOCK = "async mock"
_FUNCTION = "function"
# Code that speaks of these means to look at a coroutine, or at the warning.
_MEANT = frozenset({
    "iscoroutine", "isawaitable", "iscoroutinefunction", "Coroutine", "CoroutineType", "Awaitable", "warns",
    "catch_warnings", "simplefilter", "filterwarnings", "recwarn",
})  # fmt: skip


class UnawaitedCoroutines(Sensor):
    """Stands where CPython warns of a coroutine that was never awaited, and tells on which line it was dropped.

    What the garbage collector takes away is left to the warning: nobody knows by then whose it was.
    """

    hazards = (UNAWAITED,)
    kind = "coroutine"
    mentions = r"(?!)"

    def __init__(self) -> None:
        self._ground = Ground("")
        self._work = CodeAtWork(Turns())
        self._hooks: tuple[Callable[[Any], None], Callable[[Any], None]] | None = None
        self._is_collecting = False
        self._dropped: dict[tuple[str, str, int], Change] = {}
        self._count = 0

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def join(self, turns: Turns) -> None:
        self._work = CodeAtWork(turns)

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_dropped")

    def start(self) -> None:
        warn: Callable[[Any], None] | None = getattr(warnings, _HOOK, None)
        if warn is None:
            return

        def note_and_warn(coroutine: Any) -> None:
            try:
                self._note(coroutine, sys._getframe(1))  # noqa: SLF001 - the line that drops it, which only CPython knows
            except Exception:  # noqa: S110 - the warning matters more
                pass
            if coroutine.cr_origin is not None:  # with the story of where it was made, which CPython knows to tell
                warn(coroutine)
            else:  # from here, so that it bears the same line as without us
                warnings.warn(_warning_of(coroutine), RuntimeWarning, stacklevel=2, source=coroutine)

        self._hooks = (warn, note_and_warn)
        setattr(warnings, _HOOK, note_and_warn)
        gc.callbacks.append(self._collects)

    def stop(self) -> None:
        if self._hooks is not None and getattr(warnings, _HOOK, None) is self._hooks[1]:
            setattr(warnings, _HOOK, self._hooks[0])
        if self._collects in gc.callbacks:
            gc.callbacks.remove(self._collects)

    def poll(self) -> Iterable[Change]:
        if not self._dropped:
            return ()
        dropped, self._dropped = self._dropped, {}
        return list(dropped.values())

    def mentions_of(self, name: str) -> str:
        return rf"\b{re.escape(name.rpartition('.')[2])}\("

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the coroutine {'of the async mock ' if after == _MOCK else ''}{name} unawaited"

    def _collects(self, phase: str, _: object) -> None:
        self._is_collecting = phase == "start"

    def _note(self, coroutine: Any, frame: FrameType) -> None:
        if self._is_collecting or threading.current_thread() is not threading.main_thread() or _is_expected(coroutine):
            return
        code: CodeType = coroutine.cr_code
        is_mock = code.co_name == "_execute_mock_call" and _MOCKS.search(code.co_filename) is not None
        name = _name_of_mock(coroutine) if is_mock else str(coroutine.__qualname__).replace(".<locals>", "")
        trace = self._trace(frame, name, is_mock=is_mock)
        if trace is None:
            return
        line = (name, trace[0].path, trace[0].line) if trace else (name, "", 0)
        self._count += 1
        self._dropped[line] = Change(
            name, (name, self._count), ABSENT, _MOCK if is_mock else _FUNCTION, trace=trace or None
        )

    def _trace(self, frame: FrameType, name: str, *, is_mock: bool) -> Trace | None:
        """Where it was dropped; empty when a test's own code only held it to its end; None if it is nobody's fault."""
        path = frame.f_code.co_filename
        is_own = self._ground.is_project(path) if is_mock else self._ground.is_test_code(path)
        if not is_own and (not is_mock or self._ground.is_project(path) or _MOCKS.search(path)):
            return None
        if _MEANT & self._mentioned() or _MEANT & mentioned_names(frame.f_code) or _replaces_a_runner():
            return None
        from pytest_bulkhead.plugin.state.called_bare import is_called_bare  # only where one was dropped

        called = "" if name == _NAMELESS else name.rpartition(".")[2]
        if is_own:
            line = frame.f_lineno or 0
            return trace_of(frame) if is_called_bare(called, path, line, line) else None
        # A local variable dies with its function, when that is off the stack.
        codes = self._codes() if called else []
        return () if any(is_called_bare(called, code.co_filename, *_lines_of(code)) for code in codes) else None

    def _mentioned(self) -> frozenset[str]:
        """The names of which the test and its own fixtures speak."""
        return frozenset[str]().union(*map(mentioned_names, self._codes()))

    def _codes(self) -> list[CodeType]:
        codes = [code for function in self._work.functions if (code := code_of(function))]
        return [code for code in codes if self._ground.is_test_code(code.co_filename)]


def _name_of_mock(coroutine: Any) -> str:
    """What its mock is called: `gateway.charge`, without the `mock` that stands for a nameless one."""
    try:
        mock = coroutine.cr_frame.f_locals["self"]
        name = str(mock._extract_mock_name())  # noqa: SLF001 - as the mock's own representation does
    except Exception:  # of another version of the library
        return _NAMELESS
    return name.removeprefix("mock.")


def _replaces_a_runner() -> bool:
    """Whether what asyncio awaits with is replaced, so that nobody may have meant to await anything."""
    asyncio = sys.modules.get("asyncio")
    runners = [getattr(asyncio, name, None) for name in _RUNNERS]
    return any(not str(getattr(one, "__module__", "asyncio")).startswith("asyncio") for one in runners)


def _lines_of(code: CodeType) -> tuple[int, int]:
    numbers = [line for *_, line in code.co_lines() if line]
    return code.co_firstlineno, max([code.co_firstlineno, *numbers])


def _warning_of(coroutine: Any) -> str:
    return f"coroutine '{coroutine.__qualname__}' was never awaited"


def _is_expected(coroutine: Any) -> bool:
    """Whether a filter of the test, or of the suite, speaks of just this warning and silences it."""
    text = _warning_of(coroutine)
    # Python 3.14 keeps filters for each context, too.
    filters: Callable[[], list[Any]] | None = getattr(warnings, "_get_filters", None)
    for action, message, category, *_ in filters() if filters is not None else warnings.filters:
        if message is not None and message.match(text) and issubclass(RuntimeWarning, category):
            return bool(action == "ignore")
    return False
