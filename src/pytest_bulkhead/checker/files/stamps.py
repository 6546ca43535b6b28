"""Stamps: numbers that change when a file or folder does, and digests for when a stamp does not tell."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

# Two changes within the finest step of a file system's clock look like one; the coarsest clocks have two seconds.
_STEP = 2_000_000_000


def now() -> int:
    """The time in the unit of stamps."""
    return time.time_ns()


def stamp_of(status: os.stat_result, since: int) -> int:
    """A number that stands for the state of a file or folder, 0 when it may change again without another number.

    Args:
        status: as it was before the file or folder was read.
        since: when the run began that reads it.
    """
    if max(status.st_mtime_ns, status.st_ctime_ns) > since - _STEP:
        return 0
    return hash((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode))


def stamp_at(path: str, since: int) -> int:
    """The stamp of what is at a path, 0 when there is nothing."""
    try:
        return stamp_of(os.stat(path), since)
    except OSError:
        return 0


def digest(data: bytes) -> str:
    """A text that stands for contents."""
    from hashlib import blake2b  # not needed where all stamps are as they were

    return blake2b(data, digest_size=12).hexdigest()


def digest_of_names(names: Iterable[str]) -> str:
    """A text that stands for a set of names."""
    return digest("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))
