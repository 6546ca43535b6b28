"""What the processes of one run on this host have in common, for as long as one of them is there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.file_locks import lock_file, unlock_file
from pytest_bulkhead.worker.host_folder import host_folder
from pytest_bulkhead.worker.run import get_run_id

MEMBERS = "members.lock"


class Gathering:
    """A folder of one run, which this process has joined: it stays until the last one has left or died.

    Membership is a shared lock, which the operating system ends with the process. A forked child is a member, too, for
    as long as it lives.
    """

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor = descriptor
        self._pid = os.getpid()

    def leave(self) -> None:
        """End the membership; the last one to leave removes the folder, unless something in it has a keeper."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor == -1:
            return
        if os.getpid() == self._pid:
            with contextlib.suppress(OSError):
                unlock_file(descriptor)
                if lock_file(descriptor):
                    remove_if_empty(self.folder)
        with contextlib.suppress(OSError):
            os.close(descriptor)


def join(run: str | None = None) -> Gathering:
    """Join the processes of a run on this host.

    Args:
        run: which run; this process's unless given.

    Raises:
        WorkerError: the folder cannot be made, or files in it cannot be locked.
    """
    run = get_run_id() if run is None else run
    folder = host_folder("runs") / hashlib.sha256(run.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        while True:
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            with contextlib.suppress(FileNotFoundError):  # whoever was the last has just removed it
                descriptor = _member(folder)
                if descriptor is not None:
                    return Gathering(folder, descriptor)
    except OSError as error:
        raise WorkerError(
            f"The folder of this run, {folder}, cannot be used: {error.strerror}. It has to lie on a disk of this "
            "machine that this user can write to and lock files in; name another one with BULKHEAD_HOST_FOLDER."
        ) from None


def remove_if_empty(folder: Path) -> None:
    """Remove the folder of a run if nothing is kept there; for whoever has its members' lock alone."""
    # What has a keeper has a folder; files are what the members told each other.
    if not any(entry.is_dir() for entry in folder.iterdir()):
        shutil.rmtree(folder, ignore_errors=True)


def alone(folder: Path, *, wait: bool = False) -> int | None:
    """A descriptor that holds the members' lock of a run's folder alone; None when there are members, or no folder.

    Args:
        folder: of a run.
        wait: whether to wait for the last member to go.
    """
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        descriptor = os.open(folder / MEMBERS, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        if lock_file(descriptor, wait=wait) and _still_there(descriptor, folder):
            return descriptor
        os.close(descriptor)
    return None


def deserted() -> Iterator[Path]:
    """The folders of runs whose processes have all gone, each without members while it is looked at.

    Raises:
        WorkerError: as for `host_folder`.
    """
    for folder in sorted(host_folder("runs").iterdir()):
        descriptor = alone(folder)
        if descriptor is not None:
            try:
                yield folder
            finally:
                os.close(descriptor)


def _member(folder: Path) -> int | None:
    """A descriptor that holds the members' lock with others; None when the folder was removed meanwhile."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(folder / MEMBERS, flags, 0o600)
    if lock_file(descriptor, shared=True, wait=True) and _still_there(descriptor, folder):
        return descriptor
    os.close(descriptor)
    return None


def _still_there(descriptor: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), (folder / MEMBERS).stat())
    except FileNotFoundError:
        return False
