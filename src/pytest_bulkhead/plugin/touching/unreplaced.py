"""What we ask of the system, as it was before a test replaces it, counts the calls, or freezes the time."""

from __future__ import annotations

import stat
import time
from os import lstat as os_lstat
from os import stat as os_stat
from sys import _getframe as getframe

__all__ = ["Clocks", "getframe", "isdir", "islink", "lexists"]


class Clocks:
    """Held by a class, since who freezes time looks for clocks among the names of every module."""

    monotonic = staticmethod(time.monotonic)
    time = staticmethod(time.time)


def isdir(path: str) -> bool:
    """As that of `os.path`, which asks what a test may have replaced."""
    try:
        return stat.S_ISDIR(os_stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def islink(path: str) -> bool:
    """Likewise."""
    try:
        return stat.S_ISLNK(os_lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def lexists(path: str) -> bool:
    """Likewise."""
    try:
        os_lstat(path)
    except (OSError, ValueError):
        return False
    return True
