"""Folders of this user's, which nobody else can write to."""

from __future__ import annotations

import os
import stat

from pytest_bulkhead.errors import WorkerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def folder_of_user(root: Path) -> Path:
    """Where this user's things lie below a folder that all users share; it is not made."""
    # Windows has no such number, and gives each user a temporary folder of their own.
    user = str(os.geteuid()) if hasattr(os, "geteuid") else "user"
    return root / f"bulkhead-{user}"


def make_own(path: Path) -> None:
    """Make a folder (mode 0o700), or see to it that the one that is there is this user's alone.

    Raises:
        OSError: it cannot be made.
        WorkerError: somebody else was there first, or a symbolic link or a file is in its place.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        fault = _fault(path.lstat())
        if fault:
            raise WorkerError(
                f"{path} {fault}, so what a worker puts there would not be its own. Find out who made it and remove "
                "it, or name another folder."
            ) from None


def _fault(found: os.stat_result) -> str:
    if not stat.S_ISDIR(found.st_mode):
        return "is no directory but a symbolic link or a file"
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        return "belongs to another user"
    if os.name == "posix" and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be written by other users"
    return ""
