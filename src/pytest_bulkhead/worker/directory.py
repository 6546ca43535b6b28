"""A directory that no other worker, run, machine or user writes to."""

from __future__ import annotations

import os

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.names import scoped_name
from pytest_bulkhead.worker.own_folders import folder_of_user, make_own

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
    of_user = folder_of_user(root)
    of_worker = of_user / scoped_name("tmp")
    try:
        root.mkdir(parents=True, exist_ok=True)
        make_own(of_user)
        make_own(of_worker)
    except OSError as error:
        raise WorkerError(
            f"The worker's directory {of_worker} cannot be made: {error}. Pass a `base` that this user can write to."
        ) from error
    return of_worker
