"""Files and folders: opened, made, removed, moved, listed."""

from __future__ import annotations

import os
import shutil
import tempfile
from os import access as os_access
from os import scandir
from types import FrameType
from typing import Any

from pytest_bulkhead.plugin.touching.in_place import InPlace, stamp
from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.plugin.touching.own_path import PATH, fsdecode
from pytest_bulkhead.plugin.touching.taking import Tally
from pytest_bulkhead.plugin.touching.unreplaced import getframe, isdir, lexists
from pytest_bulkhead.touch import LOOKS, Access

_WRITES = os.O_WRONLY | os.O_RDWR
_UNNAMED = getattr(os, "O_TMPFILE", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_KIND = "file"


class Files(Kind):
    """Listens to what the interpreter announces; what extensions open by themselves, it does not see."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._in_place = InPlace(self.taker)

    def start(self) -> None:
        super().start()
        self.taker.switching.append(self._in_place.look)

    def listeners(self) -> Any:
        return {
            "open": self._opened,
            "os.mkdir": self._made_folder,
            "os.remove": self._removed,
            "os.rmdir": self._removed_folder,
            "os.rename": self._moved,
            "os.link": self._linked,
            "os.symlink": self._symlinked,
            "os.truncate": self._truncated,
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "os.chmod": self._mode_changed,
            "shutil.rmtree": self._removed_tree,
            "tempfile.mkstemp": self._made_up,
            "tempfile.mkdtemp": self._made_up,
        }

    def _opened(self, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        if self.paths.is_private(path) or self.taker.again((path, flags)) or isinstance(path, int):
            return
        frame = getframe(2)  # of the code that opens
        # What `tempfile` opens bears a name made up a moment ago, or none; the event may name the folder instead.
        if frame.f_code.co_filename == tempfile.__file__ or (_UNNAMED and flags & _UNNAMED == _UNNAMED):
            return
        access = _access(flags)
        # Walks through folders open each relative to the one above, which the event does not name.
        if access is Access.READ and mode is None and (flags & _FOLDER or _removes_tree(frame)):
            return
        real = self.paths.real(path, follows=not flags & os.O_EXCL)
        # A folder is opened to be listed, or walked through; to write into it as a file fails.
        if real is None or ((mode is None or access is not Access.READ) and isdir(real)):
            return
        if access is Access.WRITE and flags & os.O_RDWR and not flags & (os.O_CREAT | os.O_TRUNC):
            self._opened_for_both(real, frame)
        else:
            self._add_real(real, access, frame, said=(path, flags))

    def _opened_for_both(self, real: str, frame: FrameType) -> None:
        """Tell later whether what may be written has only been read."""
        before = stamp(real)
        is_told = self._in_place.full or before is None or before.is_fresh
        tally = self._add_real(real, Access.WRITE if is_told else Access.READ, frame)
        taking = self.taker.whose()
        name = self.paths.places.name_of(real, is_look=False)
        if tally is not None and taking is not None and name is not None and not is_told and before is not None:
            self._in_place.watch(taking, name, real, before, tally.read_at)

    def _made_folder(self, arguments: tuple[Any, ...]) -> None:
        path, _, folder = arguments
        real = self.paths.real(path, folder, follows=False) if self.taker.whose() else None
        if real is None:
            return
        # To make what is there fails, or is a question whether it is there.
        access = Access.READ if lexists(real) else Access.CREATE
        self._add_real(real, access, getframe(2))

    def _removed(self, arguments: tuple[Any, ...]) -> None:
        path, folder = arguments
        real = self.paths.real(path, folder, follows=False) if self.taker.whose() else None
        if real is not None and lexists(real):  # else it fails, as whoever does it in any case expects
            self._add_real(real, Access.DELETE, getframe(2))

    def _removed_folder(self, arguments: tuple[Any, ...]) -> None:
        path, folder = arguments
        real = self.paths.real(path, folder, follows=False) if self.taker.whose() else None
        if real is None or _has_entries(real):  # then it fails, as the last step of `os.removedirs` does
            return
        self._add_real(real, Access.DELETE, getframe(2))

    def _removed_tree(self, arguments: tuple[Any, ...]) -> None:
        path, folder = arguments
        self._add(path, folder, Access.DELETE, getframe(2), follows=False)

    def _moved(self, arguments: tuple[Any, ...]) -> None:
        source, target, source_folder, target_folder = arguments
        frame = getframe(2)
        left = self.paths.real(source, source_folder, follows=False) if self.taker.whose() else None
        if left is None or not lexists(left):
            return
        name = self.paths.places.name_of(left, is_look=False)
        taking = self.taker.whose()
        is_finished = name is None or (taking is not None and taking.changed(_KIND, name))
        self._add_real(left, Access.DELETE, frame)
        put = Access.PUT if is_finished else Access.WRITE
        self._add(target, target_folder, put, frame, follows=False)
        self.paths.forget()

    def _linked(self, arguments: tuple[Any, ...]) -> None:
        source, target, source_folder, target_folder = arguments
        frame = getframe(2)
        self._add(source, source_folder, Access.READ, frame)
        self._add(target, target_folder, Access.CREATE, frame, follows=False)

    def _symlinked(self, arguments: tuple[Any, ...]) -> None:
        _, target, folder = arguments
        self._add(target, folder, Access.CREATE, getframe(2), follows=False)
        self.paths.forget()

    def _truncated(self, arguments: tuple[Any, ...]) -> None:
        path, _ = arguments
        self._add(path, None, Access.WRITE, getframe(2))

    def _mode_changed(self, arguments: tuple[Any, ...]) -> None:
        path, _, folder = arguments
        self._add(path, folder, Access.WRITE, getframe(2))

    def _listed(self, arguments: tuple[Any, ...]) -> None:
        path = arguments[0]
        if self.taker.again((path, "list")):
            return
        frame = getframe(2)
        if _removes_tree(frame):  # what it finds, it removes
            return
        self._add("." if path is None else path, None, Access.LIST, frame, said=(path, "list"))

    def _made_up(self, arguments: tuple[Any, ...]) -> None:
        self.paths.places.make_private(fsdecode(arguments[0]))

    def _add(
        self,
        path: Any,
        folder: int | None,
        access: Access,
        frame: FrameType,
        *,
        said: object = None,
        follows: bool = True,
    ) -> None:
        if self.taker.whose() is None:
            return
        real = self.paths.real(path, folder, follows=follows)
        if real is not None:
            self._add_real(real, access, frame, said=said)

    def _add_real(self, real: str, access: Access, frame: FrameType, *, said: object = None) -> Tally | None:
        is_look = access in LOOKS
        name = self.paths.places.name_of(real, is_look=is_look)
        if name is None or (not is_look and not _can_be_changed(real)):
            return None
        return self.taker.add(_KIND, name, access, frame, said=said, by_plugins=False)


def _access(flags: int) -> Access:
    """What an open file of these flags is for."""
    if flags & os.O_CREAT and flags & os.O_EXCL:
        return Access.CREATE
    if not flags & (_WRITES | os.O_CREAT):
        return Access.READ
    return Access.APPEND if flags & os.O_APPEND else Access.WRITE


def _can_be_changed(real: str) -> bool:
    """Whether nothing else stops it: many a test only shows what happens where one may not write."""
    folder = PATH.dirname(real)
    return os_access(folder, os.W_OK | os.X_OK) or os_access(real, os.W_OK)


def _removes_tree(frame: FrameType) -> bool:
    return "rmtree" in frame.f_code.co_name and frame.f_code.co_filename == shutil.__file__


def _has_entries(folder: str) -> bool:
    try:
        with scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False
