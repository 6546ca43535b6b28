"""`sys.stdin`, `sys.stdout` and `sys.stderr`, where pytest does not put them back by itself."""

from __future__ import annotations

import sys

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.snapshot import Snapshot

_CLOSED = "closed"


class StandardStreams(Snapshot):
    """While pytest captures, it sets stdout and stderr anew around each phase: nothing outlives that but their end."""

    hazards = (process_state.HAZARD,)
    kind = "stream"
    mentions = r"\bsys\.(stdin|stdout|stderr)\b|\bset(attr|item)\b"
    names = ("sys.stdin", "sys.stdout", "sys.stderr")

    def __init__(self) -> None:
        super().__init__()
        self._own: tuple[object, ...] = ()
        self._is_captured = False

    def start(self) -> None:
        self._own = (sys.stdin, sys.stdout, sys.stderr)
        self._is_captured = is_tools(sys.stdin)
        super().start()

    def look(self) -> tuple[object, ...]:
        own = self._own
        return (
            None if sys.stdin is own[0] else self._foreign(sys.stdin),
            _closed(sys.stdout) if self._is_captured or sys.stdout is own[1] else self._foreign(sys.stdout),
            _closed(sys.stderr) if self._is_captured or sys.stderr is own[2] else self._foreign(sys.stderr),
        )

    def put(self, name: str, value: object) -> None:
        if value is None:
            value = self._own[self.names.index(name)]
        if getattr(value, "closed", False):
            raise NotImplementedError
        setattr(sys, name.removeprefix("sys."), value)

    def describe(self, name: str, before: object, after: object) -> str:
        if after is _CLOSED:
            return f"{name} closed, which is the same for all tests"
        return f"{name} {'put back' if after is None else 'replaced'}"

    def _foreign(self, stream: object) -> object:
        """The stream if it is neither one of the first nor one of pytest's, which come and go."""
        return None if any(stream is own for own in self._own) or is_tools(stream) else stream


def _closed(stream: object) -> object:
    """Whether nobody can write any more to a stream that pytest sets again for the next test."""
    if type(stream).__module__ != "_pytest.capture":
        return None
    try:
        return _CLOSED if stream.closed else None  # type: ignore[attr-defined]
    except ValueError:  # its buffer was taken away
        return _CLOSED
