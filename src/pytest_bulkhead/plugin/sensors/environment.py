"""Environment variables: which were set, changed or deleted. Their values are compared and never told."""

from __future__ import annotations

import functools
import os
from collections.abc import Hashable, Iterable
from typing import Any

from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Same, Sensor, Signs
from pytest_bulkhead.plugin.trace import Trace, caller_trace

_PYTEST_OWN = frozenset(
    {
        "PYTEST_CURRENT_TEST",
        "PYTEST_VERSION",
        "PYTEST_XDIST_WORKER",
        "PYTEST_XDIST_WORKER_COUNT",
        "PYTEST_XDIST_TESTRUNUID",
    }
)
_LEFT_OUT: frozenset[str | bytes] = _PYTEST_OWN | {name.encode() for name in _PYTEST_OWN}
_WHOLE = "os.environ"


class Environment(Sensor):
    """Believes the interpreter, which announces each write with its value, by `os.environ` or `os.putenv` alike."""

    hazards = (environ.HAZARD,)
    kind = "environ"
    mentions = r"\benviron\b|\bputenv\b|\bunsetenv\b|\bload_dotenv\b|\b(set|del)env\b"

    def __init__(self) -> None:
        self._mapping: Any = os.environ
        self._known: dict[bytes, object] = {}
        self._written: dict[bytes, tuple[object, Trace]] = {}

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_written")._replace(identical=(functools.partial(getattr, os, "environ"),))

    def start(self) -> None:
        self._mapping = os.environ
        self._known = {os.fsencode(key): os.fsencode(value) for key, value in os.environ.items()}
        TAP.listen("os.putenv", self._on_write)
        TAP.listen("os.unsetenv", self._on_write)

    def stop(self) -> None:
        TAP.forget("os.putenv", self._on_write)
        TAP.forget("os.unsetenv", self._on_write)

    def poll(self) -> Iterable[Change]:
        if os.environ is self._mapping and not self._written:
            return ()
        return self._changes()

    def restore(self, key: Hashable, before: object) -> bool:
        if isinstance(before, Same):
            os.environ = before.wrapped  # noqa: B003 - the mapping that was there
        elif isinstance(key, bytes) and isinstance(before, bytes):
            os.environ[os.fsdecode(key)] = os.fsdecode(before)
        elif isinstance(key, bytes):
            os.environ.pop(os.fsdecode(key), None)
            os.unsetenv(os.fsdecode(key))  # it may have been set by `os.putenv`
        return True

    def describe(self, name: str, before: object, after: object) -> str:
        if name == _WHOLE:
            return "`os.environ` replaced by another mapping"
        done = "set" if before is ABSENT else "deleted" if after is ABSENT else "changed"
        return f"environment variable {name} {done}"

    def _changes(self) -> Iterable[Change]:
        if os.environ is not self._mapping:
            before, self._mapping = self._mapping, os.environ
            yield Change(_WHOLE, _WHOLE, Same(before), Same(os.environ))
        written, self._written = self._written, {}
        for key, (after, trace) in written.items():
            before = self._known.get(key, ABSENT)
            if before == after:
                continue
            if after is ABSENT:
                del self._known[key]
            else:
                self._known[key] = after
            yield Change(os.fsdecode(key), key, before, after, trace)

    def _on_write(self, arguments: tuple[Any, ...]) -> None:
        if arguments[0] in _LEFT_OUT:  # pytest writes some of them several times a test
            return
        # On Windows the names and values are text.
        key, *values = map(os.fsencode, arguments)
        after = values[0] if values else ABSENT
        self._written[key] = (after, ())
        # Between the write and `caller_trace` stand the tap and this method.
        self._written[key] = (after, caller_trace(2))
