"""Files that test code opened and left open, each with where."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Filling, Sensor
from pytest_bulkhead.plugin.touching.own_path import PATH, fsdecode
from pytest_bulkhead.plugin.trace import Trace, trace_of

_DESCRIPTORS = "/proc/self/fd"
_OPEN = "open"
_ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
_HELPERS = 8
"""Frames of the standard library that may stand between the test code and the file, as those of `tempfile` do."""

_Opened = tuple[str, int]


class OpenFiles(Sensor):
    """Compares what test code has opened since the last look with the descriptors of the process, on Linux."""

    hazards = (thread_or_loop.HAZARD,)
    kind = "open-file"
    mentions = r"\bopen\b|TemporaryFile\b|\bmkstemp\b|\bfdopen\b"
    depth = Depth.DEEP
    is_fine = False

    def __init__(self) -> None:
        self._ground = Ground("")
        self._opened: dict[_Opened, Trace] = {}
        self._left: dict[_Opened, str] = {}
        self._names: set[str] = set()
        self._kinds: dict[str, str] = {}

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def start(self) -> None:
        if Path(_DESCRIPTORS).is_dir():
            TAP.listen("open", self._on_open)

    def stop(self) -> None:
        TAP.forget("open", self._on_open)

    def poll(self) -> Iterable[Change]:
        if not self._opened and not self._left:
            return ()
        return list(self._changes())

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the file {name} {'closed' if after is ABSENT else 'open'}"

    def _changes(self) -> Iterator[Change]:
        still = _open_files()
        for opened in [opened for opened in self._left if opened not in still]:
            yield Change(self._left.pop(opened), opened, _OPEN, ABSENT, filling=Filling.FIRST)
        fresh, self._opened = self._opened, {}
        self._names.clear()
        for opened, trace in fresh.items():
            if opened in still and opened not in self._left:
                name = self._left[opened] = Path(opened[0]).name
                yield Change(name, opened, ABSENT, _OPEN, trace)

    def _on_open(self, arguments: tuple[Any, ...]) -> None:
        frame = sys._getframe(2)  # noqa: SLF001 - whose code it is decides whether to look further
        beginner: Any = frame
        for _ in range(_HELPERS):
            kind = self._kind(beginner.f_code.co_filename)
            if kind != "standard" or beginner.f_back is None:
                break
            beginner = beginner.f_back
        if (kind != "test" and not self._opened) or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        path = fsdecode(arguments[0])
        name = path.rpartition("/")[2]
        if kind != "test" and name not in self._names:
            return
        opened = (str(PATH.realpath(path)), arguments[2] & _ACCESS)
        if kind != "test":  # which of the two is left open cannot be told
            self._opened.pop(opened, None)
        elif not opened[0].startswith(("/dev/", "/proc/")):
            self._opened[opened] = trace_of(frame)
            self._names.add(name)

    def _kind(self, path: str) -> str:
        kind = self._kinds.get(path)
        if kind is None:
            is_standard = path.startswith("<") or self._ground.is_standard(path)
            kind = "standard" if is_standard else "test" if self._ground.is_test_code(path) else "other"
            self._kinds[path] = kind
        return kind


def _open_files() -> set[_Opened]:
    import fcntl  # there is one where there is /proc

    found: set[_Opened] = set()
    for number in os.listdir(_DESCRIPTORS):
        try:
            path = str(Path(_DESCRIPTORS, number).readlink()).removesuffix(" (deleted)")
            found.add((path, fcntl.fcntl(int(number), fcntl.F_GETFL) & _ACCESS))
        except OSError:  # the descriptor of the listing itself
            continue
    return found
