"""Attempts to bind one port after the other, until one is free."""

from __future__ import annotations

import sys
import weakref
from types import CodeType, FrameType
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.touching.taking import Taking, Tally
from pytest_bulkhead.touch import PASSED_OVER

_DEEPEST = 60

_Stack = tuple[tuple[CodeType, int], ...]


class _Bid(NamedTuple):
    taking: Taking
    stack: _Stack
    tally: Tally
    socket: weakref.ref[Any]


class Bids:
    """Knows the last one."""

    def __init__(self) -> None:
        self._last: _Bid | None = None

    def made(self, socket: Any, taking: Taking | None, tally: Tally | None, frame: FrameType) -> None:
        """A port is about to be bound.

        That the same loop comes with another one, and has let go of the last one, says that the last one was not to be
        had.

        Args:
            socket: that is bound.
            taking: the party that does it.
            tally: what is known of the port; None where that is nobody's.
            frame: of the code that binds.
        """
        last, self._last = self._last, None
        if taking is None or tally is None:
            return
        try:
            reference = weakref.ref(socket)
        except TypeError:
            return
        self._last = _Bid(taking, _stack(frame), tally, reference)
        if last is None or last.taking is not taking or last.stack != self._last.stack or last.tally is tally:
            return
        before = last.socket()
        if before is None or before is socket or not _has_port(before):
            last.tally.fate = PASSED_OVER


def _stack(frame: FrameType | None) -> _Stack:
    found: list[tuple[CodeType, int]] = []
    while frame is not None and len(found) < _DEEPEST:
        found.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back
    return tuple(found)


def _has_port(socket: Any) -> bool:
    # As C has it: classes of the suite's may answer in ways of their own.
    plain: Any = sys.modules["_socket"].socket
    try:
        return bool(plain.getsockname(socket)[1])
    except OSError:
        return False
