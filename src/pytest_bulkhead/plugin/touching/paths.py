"""From what an event says to a canonical path."""

from __future__ import annotations

import os
import sys
from os import readlink
from typing import Any

from pytest_bulkhead.plugin.touching.directory import Directory
from pytest_bulkhead.plugin.touching.own_path import PATH, fsdecode
from pytest_bulkhead.plugin.touching.places import Places
from pytest_bulkhead.plugin.touching.unreplaced import islink

_KEPT = 2048
_LONGEST = 4096


class Paths:
    """Resolves names; where a folder really is, it remembers."""

    def __init__(self, places: Places, directory: Directory) -> None:
        self.places = places
        self._directory = directory
        self._folders: dict[str, str] = {}
        self._private: set[str] = set()

    def is_private(self, path: Any) -> bool:
        """Whether a path, as it comes, lies in a folder of which all is known to be nobody's."""
        return type(path) is str and path.rpartition(os.sep)[0] in self._private

    def forget(self) -> None:
        """Links, or folders with links in them, have changed."""
        self._folders.clear()
        self._private.clear()

    def real(self, path: Any, folder: int | None = None, *, follows: bool = True) -> str | None:
        """Where a path leads.

        Args:
            path: text, bytes, or a descriptor.
            folder: the descriptor of the folder that it is relative to; None or -1 where there is none.
            follows: whether the last part is followed where it is a link.

        Returns:
            The absolute path; None where it is nobody's, or nowhere.
        """
        if isinstance(path, int):
            return _of_descriptor(path)
        text = fsdecode(path)
        if len(text) > _LONGEST or "\0" in text or self.is_private(text):
            return None
        if not PATH.isabs(text):
            start = self._directory.path() if folder in (None, -1) else _of_descriptor(folder)
            if start is None:
                return None
            text = PATH.join(start, text)
        head, tail = PATH.split(text.rstrip(os.sep) or os.sep)
        if tail in ("", os.curdir, os.pardir):
            return str(PATH.realpath(text))
        real = str(PATH.join(self._real_folder(head), tail))
        return str(PATH.realpath(real)) if follows and islink(real) else real

    def _real_folder(self, folder: str) -> str:
        real = self._folders.get(folder)
        if real is None:
            if len(self._folders) > _KEPT:
                self.forget()
            real = self._folders[folder] = str(PATH.realpath(folder))
            if self.places.is_private_folder(real):
                self._private.add(folder)
        return real


def _of_descriptor(number: int | None) -> str | None:
    """The path that an open descriptor was opened by, where the system tells."""
    if number is None or number < 0:
        return None
    try:
        if sys.platform == "darwin":
            import fcntl

            return fsdecode(fcntl.fcntl(number, fcntl.F_GETPATH, b"\0" * 1024).rstrip(b"\0"))
        path = readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
    except OSError:
        return None
    return path if path.startswith("/") and not path.endswith(" (deleted)") else None
