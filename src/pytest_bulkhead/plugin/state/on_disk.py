"""What lies at a path, as far as two looks can be compared; asked past whatever a test has put in place of `os`."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from os import close as os_close
from os import lseek as os_lseek
from os import lstat as os_lstat
from os import open as os_open
from os import read as os_read
from os import readlink
from os import scandir as os_scandir

from pytest_bulkhead.plugin.sensor import ABSENT

FOLDER = "folder"
_LARGEST = 1 << 20
_PIECE = 1 << 16
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def state_of(path: str) -> object:
    """`ABSENT`, `FOLDER`, or what tells one content of a file from another; of a large one, of its first and last part.

    When it was written does not matter: who writes the same again leaves nothing behind.

    Args:
        path: absolute.
    """
    try:
        found = os_lstat(path)
    except (OSError, ValueError):
        return ABSENT
    if stat.S_ISDIR(found.st_mode):
        return FOLDER
    try:
        if stat.S_ISLNK(found.st_mode):
            return ("link", readlink(path))  # noqa: PTH115
        if stat.S_ISREG(found.st_mode):
            return ("file", found.st_size, _digest(path, found.st_size))
    except OSError:  # it may not be read, or is gone by now
        return ("file", found.st_size)
    return ("other", stat.S_IFMT(found.st_mode))


def changed_at(path: str) -> float:
    """When anything about a file, or the entries of a folder, was last changed; 0.0 where nothing lies."""
    try:
        return os_lstat(path).st_ctime
    except (OSError, ValueError):
        return 0.0


def below(folder: str, most: int) -> Iterator[str]:
    """What lies in a folder and in those within, links not followed.

    Args:
        folder: absolute.
        most: how much of it.
    """
    folders = [folder]
    while folders and most > 0:
        try:
            with os_scandir(folders.pop()) as entries:
                for entry in entries:
                    if most <= 0:
                        return
                    most -= 1
                    yield entry.path
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:  # it may not be read, or is gone by now
            continue


def _digest(path: str, size: int) -> bytes:
    told = hashlib.blake2b(digest_size=16)
    number = os_open(path, _FLAGS)
    try:
        if size > _LARGEST:
            told.update(os_read(number, _PIECE))
            os_lseek(number, size - _PIECE, os.SEEK_SET)
        while piece := os_read(number, _PIECE):
            told.update(piece)
    finally:
        os_close(number)
    return told.digest()
