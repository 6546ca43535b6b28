"""Environment variables: which were set, changed or deleted. Their values are compared and never told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Same, Sensor
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_PYTEST_OWN = frozenset({b"PYTEST_CURRENT_TEST", b"PYTEST_XDIST_WORKER", b"PYTEST_VERSION"})
_WHOLE = "os.environ"


class Environment(Sensor):
    """Looks at the mapping only when the interpreter has announced a write, or when it was replaced."""

    hazards = (environ.HAZARD,)
    kind = "environ"
    mentions = r"\benviron\b|\bputenv\b|\bunsetenv\b|\bgetenv\b|\bload_dotenv\b"

    def __init__(self) -> None:
        self._mapping: Any = os.environ
        self._known: dict[bytes, bytes] = {}
        self._traces: dict[bytes, Trace] = {}

    def start(self) -> None:
        self._mapping = os.environ
        self._known = dict(_raw(os.environ) or {})
        TAP.listen("os.putenv", self._written)
        TAP.listen("os.unsetenv", self._written)

    def stop(self) -> None:
        TAP.forget("os.putenv")
        TAP.forget("os.unsetenv")

    def poll(self) -> Iterable[Change]:
        if os.environ is not self._mapping:
            before, self._mapping = self._mapping, os.environ
            yield Change(_WHOLE, _WHOLE, Same(before), Same(os.environ))
        if self._traces:
            yield from self._changes()

    def describe(self, name: str, before: object, after: object) -> str:
        if name == _WHOLE:
            return "`os.environ` replaced by another mapping"
        done = "set" if before is ABSENT else "deleted" if after is ABSENT else "changed"
        return f"environment variable {name} {done}"

    def _changes(self) -> Iterable[Change]:
        traces, self._traces = self._traces, {}
        now = _raw(os.environ)
        if now is None:
            return
        for key in traces:
            before, after = self._known.get(key, ABSENT), now.get(key, ABSENT)
            if before == after:
                continue
            if after is ABSENT:
                del self._known[key]
            else:
                self._known[key] = now[key]
            yield Change(os.fsdecode(key), key, before, after, traces[key])

    def _written(self, arguments: tuple[Any, ...]) -> None:
        key = arguments[0]
        if key not in _PYTEST_OWN:
            # Between the write and `caller_trace` stand the tap and this method.
            self._traces[key] = caller_trace(2)


def _raw(environ: object) -> Mapping[bytes, bytes] | None:
    """The encoded variables: comparing them is forty times cheaper than decoding them first.

    A mapping that somebody has put in the place of `os.environ` has none.
    """
    return getattr(environ, "_data", None)
