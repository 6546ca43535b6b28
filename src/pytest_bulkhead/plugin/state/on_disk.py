"""What lies at a path, as far as two looks can be compared."""

from __future__ import annotations

import hashlib
import stat
from os import lstat as os_lstat
from os import readlink
from pathlib import Path

from pytest_bulkhead.plugin.sensor import ABSENT

FOLDER = "folder"
_LARGEST = 1 << 20


def state_of(path: str) -> object:
    """`ABSENT`, `FOLDER`, or what tells one content of a file from another; of a large one, its size and time.

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
        if stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST:
            return ("file", found.st_size, _digest(path))
    except OSError:  # it may not be read, or is gone by now
        pass
    return ("file", found.st_size, found.st_mtime_ns)


def _digest(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return hashlib.blake2b(file.read(), digest_size=16).digest()
