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
    """A ring of steps; each one overwrites the oldest, so that the file never grows.

    The first slot is no part of the ring: it holds the test that was begun last.
    """

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

    def begin(self, test: str, resident_kb: int) -> None:
        """A test is about to be set up.

        Args:
            test: its id.
            resident_kb: the resident size now, 0 where the system does not tell.
        """
        name = test[:_LONGEST].encode(errors="replace")[:_LONGEST] + b"\n"
        self._map[: len(name)] = name
        self._write(b"%d\tsetup\t%d\t" % (self._next(), resident_kb) + name)

    def goes_on(self, phase: bytes) -> None:
        """The test that was begun last comes to another phase: `call`, `teardown`, `between`."""
        self._write(b"%d\t%b\t0\t\n" % (self._next(), phase))

    def note(self, kind: str, text: str) -> None:
        """Take down something else, of which there can be much: `fixture`, `change`, `finish`."""
        self._write(f"{self._next()}\t{kind}\t0\t{text[:_LONGEST]}".encode(errors="replace")[: _WIDTH - 1] + b"\n")

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _write(self, step: bytes) -> None:
        at = (1 + self._count % (_SLOTS - 1)) * _WIDTH
        self._map[at : at + len(step)] = step


_OUTSIDE = {"between": "between tests", "finish": "at the end of its session"}
_PHASES = ("setup", "call", "teardown", *_OUTSIDE)


def read_box(path: str) -> LastSteps | None:
    """The last steps of a worker; None where it has left none that can be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(_SIZE)
    except OSError:
        return None
    slots = [data[at : at + _WIDTH].partition(b"\n") for at in range(0, len(data), _WIDTH)]
    steps = sorted(filter(None, (_step(line) for line, end, _ in slots[1:] if end)))
    if not steps:
        return None
    # Of steps older than the last set-ups it is not known to which test they belong.
    begun = any(kind == "setup" for _, kind, _, _ in steps)
    test = "" if begun else slots[0][0].decode(errors="replace")
    phase, resident, touches = _OUTSIDE["between"], 0, []
    for _, kind, size, text in steps:
        resident = size or resident
        test = text if kind == "setup" else test
        phase = _OUTSIDE.get(kind, kind) if kind in _PHASES else phase
        if test or kind not in _PHASES:
            touches.append(_told(kind, text or test))
    return LastSteps("" if phase in _OUTSIDE.values() else test, phase, tuple(touches), resident)


def _step(line: bytes) -> tuple[int, str, int, str] | None:
    parts = line.decode(errors="replace").split("\t", 3)
    if len(parts) != 4 or not parts[0].isdecimal() or not parts[2].isdecimal():
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
