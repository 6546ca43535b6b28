"""A worker's last steps, in a small file that outlives it: memory that the kernel keeps, however the process ends."""

from __future__ import annotations

import mmap
import os
from typing import NamedTuple

_SLOTS = 16
_WIDTH = 1024
_SIZE = _SLOTS * _WIDTH
_LONGEST = _WIDTH - 64


class LastSteps(NamedTuple):
    """What a box holds.

    Args:
        test: the test that was under way, empty between tests.
        phase: what the worker did with it: setup, call, teardown; `between tests`, or `at the end of its session`.
        touches: what it did last, the latest at the end.
        resident_kb: the process's resident size at the start of that phase, 0 where the system does not tell.
    """

    test: str
    phase: str
    touches: tuple[str, ...]
    resident_kb: int


class BlackBox:
    """A ring of steps; each one overwrites the oldest, so that the file never grows."""

    def __init__(self, path: str) -> None:
        """Make the file at its full size, so that no later step can fail for want of room.

        Raises:
            OSError: it cannot be made, or is there already.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o600)
        try:
            os.write(handle, bytes(_SIZE))
            self._map = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
        self._count = 0

    def note(self, kind: str, text: str, resident_kb: int = 0) -> None:
        """Take down one step.

        Args:
            kind: a phase, `fixture`, `change`, `between` or `finish`.
            text: of which test, fixture or state.
            resident_kb: the resident size now, where it was asked for.
        """
        self._count = count = self._count + 1
        step = f"{count}\t{kind}\t{resident_kb}\t{text[:_LONGEST]}".encode(errors="replace")[: _WIDTH - 1] + b"\n"
        at = count % _SLOTS * _WIDTH
        self._map[at : at + len(step)] = step


_PHASES = ("setup", "call", "teardown", "between", "finish")
_OUTSIDE = {"between": "between tests", "finish": "at the end of its session"}


def read_box(path: str) -> LastSteps | None:
    """The last steps of a worker; None where it has left none that can be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(_SIZE)
    except OSError:
        return None
    slots = (data[at : at + _WIDTH].partition(b"\n") for at in range(0, len(data), _WIDTH))
    steps = sorted(filter(None, (_step(line) for line, end, _ in slots if end)))
    if not steps:
        return None
    test, phase, resident = "", _OUTSIDE["between"], 0
    for _, kind, size, text in steps:
        resident = size or resident
        if kind in _PHASES:
            phase = _OUTSIDE.get(kind, kind)
            test = "" if kind in _OUTSIDE else text
    return LastSteps(test, phase, tuple(_told(kind, text) for _, kind, _, text in steps), resident)


def _step(line: bytes) -> tuple[int, str, int, str] | None:
    parts = line.decode(errors="replace").split("\t", 3)
    if len(parts) != 4 or not parts[0].isdigit() or not parts[2].isdigit():
        return None
    return int(parts[0]), parts[1], int(parts[2]), parts[3]


def _told(kind: str, text: str) -> str:
    match kind:
        case "fixture":
            return f"fixture {text} set up"
        case "change":
            return f"{text} changed"
        case "between":
            return f"end of {text}"
        case "finish":
            return "end of the session"
        case _:
            return f"{kind} of {text}"
