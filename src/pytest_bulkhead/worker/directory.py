"""A directory that no other worker, run, machine or user writes to."""

from __future__ import annotations

import os
import stat

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.names import scoped_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def worker_tmp_path(base: str | os.PathLike[str] | None = None) -> Path:
    """The directory of this worker, made (mode 0o700) where it is not there yet.

    It lies in a folder of this user's, and is named for run, shard and worker. All calls of a worker with the same
    `base` give the same directory, and nothing is ever deleted: for what a single test writes, pytest's ``tmp_path``
    is better.

    Args:
        base: the folder to put it in, made if it is missing; the system's temporary folder unless given.

    Returns:
        An absolute path. The directory and the user's folder above it are real directories, belong to this user, and
        cannot be written by others.

    Raises:
        WorkerError: it cannot be made; somebody else was there first; a symbolic link or a file is in its place; or
            the environment has a malformed worker, run or shard.
    """
    # Imported here: they cost more than the rest of the library together, and most callers only want a name.
    import tempfile
    from pathlib import Path

    root = Path(tempfile.gettempdir() if base is None else base).absolute()
    of_user = root / f"bulkhead-{_user()}"
    of_worker = of_user / scoped_name("tmp")
    try:
        root.mkdir(parents=True, exist_ok=True)
        _make_own(of_user)
        _make_own(of_worker)
    except OSError as error:
        raise WorkerError(
            f"The worker's directory {of_worker} cannot be made: {error}. Pass a `base` that this user can write to."
        ) from error
    return of_worker


def _make_own(path: Path) -> None:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        fault = _fault(path.lstat())
        if fault:
            raise WorkerError(
                f"{path} {fault}, so what a worker puts there would not be its own. Find out who made it and remove "
                "it, or pass another `base`."
            ) from None


def _fault(found: os.stat_result) -> str:
    if not stat.S_ISDIR(found.st_mode):
        return "is no directory but a symbolic link or a file"
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        return "belongs to another user"
    if os.name == "posix" and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be written by other users"
    return ""


def _user() -> str:
    if hasattr(os, "geteuid"):
        return str(os.geteuid())
    # Windows has no such number, and gives each user a temporary folder of their own.
    return "user"
