"""Files and folders that are there after a test and were not before, or the other way round, or hold something else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import getcwd
from types import FrameType
from typing import Any, NamedTuple

from pytest_bulkhead.hazards.catalogue import shared_file
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Filling, Sensor, Signs
from pytest_bulkhead.plugin.state.makers import Makers
from pytest_bulkhead.plugin.state.on_disk import FOLDER, below, state_of
from pytest_bulkhead.plugin.touching.own_path import PATH, fsdecode
from pytest_bulkhead.plugin.touching.places import Places
from pytest_bulkhead.plugin.touching.responsible import By, Lines
from pytest_bulkhead.plugin.touching.unreplaced import getframe
from pytest_bulkhead.plugin.trace import Trace, trace_of

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_UNNAMED = getattr(os, "O_TMPFILE", 0)
_UNFOLLOWED = os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_MOST = 1000
"""Paths of one turn that are noted."""
_MOST_BELOW = 200
"""Paths in one folder that is removed."""


class _Noted(NamedTuple):
    was: object
    name: str
    trace: Trace
    grows: bool
    unheard: bool


class LeftFiles(Sensor):
    """Hears what is about to be written or removed, and compares when whoever did it has ended."""

    hazards = (shared_file.HAZARD,)
    kind = "file"
    mentions = r"(?!)"
    depth = Depth.DEEP
    is_fine = False
    is_steady = True

    def __init__(self) -> None:
        self._noted: dict[str, _Noted] = {}
        self._gone: set[str] = set()
        self._listeners: Mapping[str, Callable[[tuple[Any, ...]], None]] = {
            "open": self._opened,
            "os.mkdir": self._made_folder,
            "os.remove": lambda of: self._removed(of[0], of[1]),
            "os.rmdir": lambda of: self._removed_folder(of[0], of[1]),
            "shutil.rmtree": lambda of: self._removed_tree(of[0], of[1]),
            "os.rename": lambda of: self._moved(*of),
            "os.link": lambda of: self._made(of[1], of[3]),
            "os.symlink": lambda of: self._made(of[1], of[2]),
            "os.truncate": lambda of: self._made(of[0], None),
            "sqlite3.connect": self._connected,
            "tempfile.mkstemp": self._made_up,
            "tempfile.mkdtemp": self._made_up,
        }

    def stand_on(self, ground: Ground) -> None:
        self._lines = Lines(ground)
        self._places = Places(ground.root, None, os.environ.get("PYTEST_XDIST_WORKER", "main"))

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_noted")

    def start(self) -> None:
        self._makers = Makers()
        for event, listener in self._listeners.items():
            TAP.listen(event, listener)

    def stop(self) -> None:
        for event, listener in self._listeners.items():
            TAP.forget(event, listener)

    def poll(self) -> Iterable[Change]:
        if not self._noted:
            return ()
        noted, self._noted = self._noted, {}
        gone, self._gone = self._gone, set()
        return list(_changes(noted, gone))

    def describe(self, name: str, before: object, after: object) -> str:
        what = "folder" if FOLDER in (before, after) else "file"
        if after is ABSENT:
            return f"the {what} {name} removed"
        return f"the {what} {name} behind" if before is ABSENT else f"the {what} {name} changed"

    def _opened(self, arguments: tuple[Any, ...]) -> None:
        path, _, flags = arguments
        if not flags & _WRITES or isinstance(path, int) or (_UNNAMED and flags & _UNNAMED == _UNNAMED):
            return
        real = _real(path, None, follows=not flags & _UNFOLLOWED)
        self._note(real, getframe(2), grows=bool(flags & os.O_APPEND))

    def _made_folder(self, arguments: tuple[Any, ...]) -> None:
        path, _, folder = arguments
        frame, real = getframe(2), _real(path, folder)
        if real is not None and self._lines.responsible(frame).by is By.TOOL:
            self._places.make_private(real)  # as that for temporary files, wherever the options have put it
        else:
            self._note(real, frame)

    def _made(self, path: Any, folder: int | None) -> None:
        self._note(_real(path, folder), getframe(3))

    def _removed(self, path: Any, folder: int | None) -> None:
        self._note(_real(path, folder), getframe(3), goes=True)

    def _removed_folder(self, path: Any, folder: int | None) -> None:
        real = _real(path, folder)
        if real is not None and not any(below(real, 1)):  # else it fails, as the last step of `os.removedirs` does
            self._note(real, getframe(3), goes=True)

    def _removed_tree(self, path: Any, folder: int | None) -> None:
        real = _real(path, folder)
        if real is None or self._places.name_of(real, is_look=False) is None:
            return
        within = list(below(real, _MOST_BELOW)) if state_of(real) == FOLDER else []
        for one in (*within, real):
            self._note(one, getframe(3), goes=True)

    def _moved(self, source: Any, target: Any, source_folder: int | None, target_folder: int | None) -> None:
        left, put = _real(source, source_folder), _real(target, target_folder)
        self._note(left, getframe(3), goes=True)
        self._note(put, getframe(3))

    def _connected(self, arguments: tuple[Any, ...]) -> None:
        path = arguments[0]
        if isinstance(path, str | bytes | os.PathLike) and not fsdecode(path).startswith(("file:", ":memory:")):
            self._note(_real(path, None, follows=True), getframe(2))

    def _made_up(self, arguments: tuple[Any, ...]) -> None:
        self._places.make_private(fsdecode(arguments[0]))

    def _note(self, real: str | None, frame: FrameType, *, grows: bool = False, goes: bool = False) -> None:
        """Keep what is there before the operation, unless it is nobody's.

        Args:
            real: canonical; None where that is not known.
            frame: of the code that does it.
            grows: whether something is appended.
            goes: whether it is removed.
        """
        if real is None:
            return
        noted = self._noted.get(real)
        if noted is None:
            noted = self._new(real, frame, grows=grows)
            if noted is None:
                return
            self._makers.about_to_change(real)
        self._noted[real] = noted if grows else noted._replace(grows=False)
        if goes:
            self._gone.add(real)
            self._makers.forget(real)
            return
        self._gone.discard(real)
        if not self._makers.is_unheard(real):
            self._makers.know(real)

    def _new(self, real: str, frame: FrameType, *, grows: bool) -> _Noted | None:
        name = self._places.name_of(real, is_look=False)
        if name is None or len(self._noted) >= _MOST or frame.f_code.co_filename == tempfile.__file__:
            return None
        if self._lines.responsible(frame).by is not By.PROJECT:
            return None
        was = state_of(real)
        return _Noted(was, name, trace_of(frame), grows and was is not ABSENT, self._makers.is_unheard(real))


def _changes(noted: Mapping[str, _Noted], gone: set[str]) -> Iterator[Change]:
    whole: set[str] = set()
    for real, (was, name, trace, grows, unheard) in sorted(noted.items()):
        now = state_of(real)
        if now != was and real in gone:  # what lies there is another process's
            now = ABSENT
        # Whoever has made it unheard, by a child or an extension, may well be the one who takes it away.
        if now == was or (unheard and now is ABSENT):
            continue
        # What lies in a folder comes and goes with it.
        is_within = _above(real) in whole
        if FOLDER in (was, now):
            whole.add(real)
        if not is_within:
            yield Change(name, real, was, now, trace, filling=Filling.first_if(grows))


def _above(real: str) -> str:
    return real.rpartition(os.sep)[0]


def _real(path: Any, folder: int | None, *, follows: bool = False) -> str | None:
    """The absolute path, with links in its folder followed; None where it cannot be told.

    Args:
        path: text, bytes, or an object that stands for a path.
        folder: the descriptor of the folder that it is relative to; None or -1 where there is none.
        follows: whether the last part is followed, too.
    """
    if folder not in (None, -1):
        return None
    text = fsdecode(path)
    if "\0" in text:
        return None
    try:
        text = PATH.join(getcwd(), text).rstrip(os.sep) or os.sep
    except OSError:  # in a directory that is gone
        return None
    head, tail = PATH.split(text)
    if follows or tail in ("", os.curdir, os.pardir):
        return str(PATH.realpath(text))
    return str(PATH.join(PATH.realpath(head), tail))
