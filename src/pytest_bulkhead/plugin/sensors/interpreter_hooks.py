"""What the interpreter calls: at errors, for each line, for each import."""

from __future__ import annotations

import builtins
import functools
import sys
import threading

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.sensor import Signs
from pytest_bulkhead.plugin.snapshot import Snapshot

_ATTRIBUTES = {
    "sys.excepthook": (sys, "excepthook"),
    "sys.unraisablehook": (sys, "unraisablehook"),
    "sys.displayhook": (sys, "displayhook"),
    "sys.breakpointhook": (sys, "breakpointhook"),
    "threading.excepthook": (threading, "excepthook"),
    "builtins.__import__": (builtins, "__import__"),
}
_BRACKETED = {"sys.unraisablehook": "_pytest.unraisableexception", "threading.excepthook": "_pytest.threadexception"}
"""Before pytest 8.4 these modules set and reset a hook around each phase of a test."""


class InterpreterHooks(Snapshot):
    """What a known tool sets, such as a tracer of coverage or of a debugger, counts as nothing."""

    hazards = (process_state.HAZARD,)
    kind = "hook"
    mentions = (
        r"\b(excepthook|unraisablehook|displayhook|breakpointhook|__import__|settrace|setprofile|setattr)\b"
        r"|\.install\("
    )
    names = (*_ATTRIBUTES, "the trace function", "the profile function")

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, object] = {}
        self._left_out: frozenset[str] = frozenset()
        self._seen: tuple[object, ...] = ()
        self._looked: tuple[object, ...] = ()

    def start(self) -> None:
        self._own = {name: getattr(module, attribute) for name, (module, attribute) in _ATTRIBUTES.items()}
        self._left_out = frozenset(
            name for name, module in _BRACKETED.items() if module in sys.modules and not is_tools(self._own[name])
        )
        self._seen = ()
        super().start()

    def signs(self) -> Signs | None:
        hooks = [
            functools.partial(getattr, module, attribute)
            for name, (module, attribute) in _ATTRIBUTES.items()
            if name not in self._left_out
        ]
        return Signs(identical=(*hooks, sys.gettrace, sys.getprofile))

    def look(self) -> tuple[object, ...]:
        seen = (
            *(sys.excepthook, sys.unraisablehook, sys.displayhook, sys.breakpointhook),
            *(threading.excepthook, builtins.__import__, sys.gettrace(), sys.getprofile()),
        )
        if seen != self._seen:
            self._looked = self._judged(*seen)
            self._seen = seen
        return self._looked

    def put(self, name: str, value: object) -> None:
        if name == "the trace function":
            sys.settrace(value)  # type: ignore[arg-type]
        elif name == "the profile function":
            sys.setprofile(value)  # type: ignore[arg-type]
        else:
            module, attribute = _ATTRIBUTES[name]
            setattr(module, attribute, self._own[name] if value is None else value)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"{name} replaced" if name in _ATTRIBUTES else f"{name} set"

    def _judged(self, *seen: object) -> tuple[object, ...]:
        """None for each that is as it was, or a tool's."""
        *hooks, tracer, profiler = seen
        return (
            *[
                None if hook is self._own[name] else self._foreign(name, hook)
                for name, hook in zip(_ATTRIBUTES, hooks, strict=True)
            ],
            None if tracer is None or is_tools(tracer) else tracer,
            None if profiler is None or is_tools(profiler) else profiler,
        )

    def _foreign(self, name: str, hook: object) -> object:
        return None if name in self._left_out or is_tools(hook) else hook
