"""Waits until something that a check depends on has changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

_SUFFIXES = (".py", ".toml", ".ini", ".cfg")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
_INTERVAL = 0.5

Snapshot = dict[str, tuple[int, int]]


def changes(folders: list[str], sleep: Callable[[float], None] = time.sleep) -> Iterator[list[str]]:
    """Yield the files that changed, came or went, each time that some did.

    Args:
        folders: files and folders to look at, with everything below them but what is hidden.
        sleep: waits for so many seconds.
    """
    before = snapshot(folders)
    while True:
        sleep(_INTERVAL)
        now = snapshot(folders)
        if now != before:
            yield sorted({path for path, _ in now.items() ^ before.items()})
            before = now


def snapshot(paths: list[str]) -> Snapshot:
    """The time and size of every file that could matter."""
    found: Snapshot = {}
    pending = list(paths)
    seen: set[str] = set()
    while pending:
        path = pending.pop()
        if os.path.isdir(path):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                pending.extend(_entries(path))
        else:
            _note(path, found)
    return found


def _entries(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in _SKIPPED:
                    continue
                if entry.name.endswith(_SUFFIXES) or entry.is_dir():
                    yield entry.path
    except OSError:
        return


def _note(path: str, found: Snapshot) -> None:
    try:
        status = os.stat(path)
    except OSError:  # gone between the listing and now
        return
    found[path] = (status.st_mtime_ns, status.st_size)
