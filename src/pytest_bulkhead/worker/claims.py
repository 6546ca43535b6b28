"""What only one process of this host has at a time: taken by a lock that the system ends with the process."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.file_locks import lock_file, unlock_file
from pytest_bulkhead.worker.host_folder import host_folder
from pytest_bulkhead.worker.identity import get_worker_id
from pytest_bulkhead.worker.run import get_run_id

_KIND = re.compile(r"[a-z][a-z-]{0,30}")
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_ENDING = ".claim"


class Holder(NamedTuple):
    """Who has, or had, a claim.

    Args:
        pid: of the process.
        run: its run.
        worker: which worker of the run it was.
        since: when it was taken, in seconds since 1970.
    """

    pid: int
    run: str
    worker: str
    since: float


class Claim:
    """Something that this process has and no other one of this host can take, until `release` or its end.

    A forked child of the process keeps the claim alive for as long as it lives, and cannot give it back.
    """

    def __init__(self, kind: str, name: str, path: Path, descriptor: int) -> None:
        self.kind = kind
        self.name = name
        self.path = path
        self._descriptor = descriptor
        self._pid = os.getpid()

    def release(self) -> None:
        """Give it back; doing so again is harmless."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor == -1:
            return
        if os.getpid() == self._pid:
            # While it is still held, so that nobody's file is removed but ours.
            with contextlib.suppress(OSError):
                self.path.unlink()
            with contextlib.suppress(OSError):
                unlock_file(descriptor)
        with contextlib.suppress(OSError):
            os.close(descriptor)

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def claim(kind: str, name: str) -> Claim | None:
    """Take something, if no process of this user on this host has it.

    Args:
        kind: what sort of thing it is: lower-case letters and hyphens.
        name: which one of them.

    Returns:
        None when another process, or this one, has it already.

    Raises:
        WorkerError: the folder for claims cannot be written, or the kind is of another form.
    """
    path = claims_folder() / _file_name(kind, name)
    try:
        descriptor = _locked(path)
    except OSError as error:
        raise WorkerError(
            f"The claim {path} cannot be taken: {error.strerror}. Claims need a folder on a disk of this machine that "
            "this user can write to and lock files in; name one with BULKHEAD_HOST_FOLDER."
        ) from None
    if descriptor is None:
        return None
    holder = Holder(os.getpid(), get_run_id(), get_worker_id(), time.time())
    with contextlib.suppress(OSError):  # it only tells people who has it
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder._asdict()).encode(), 0)
    return Claim(kind, name, path, descriptor)


def claim_first(kind: str, names: Iterable[str]) -> Claim | None:
    """Take the first of several things that can be had; None when none can.

    Raises:
        WorkerError: as for `claim`.
    """
    for name in names:
        if taken := claim(kind, name):
            return taken
    return None


def claims_folder() -> Path:
    """Where claims lie, below `host_folder`.

    Raises:
        WorkerError: it cannot be made, or somebody else has it.
    """
    return host_folder("claims")


def left_over() -> Iterator[tuple[Path, Holder | None]]:
    """The claims of processes that died without giving them back; each is held while it is looked at.

    Raises:
        WorkerError: as for `claims_folder`.
    """
    for path in sorted(claims_folder().glob(f"*{_ENDING}")):
        with contextlib.suppress(OSError):
            descriptor = _locked(path, make=False)
            if descriptor is None:
                continue
            try:
                yield path, _holder(descriptor)
            finally:
                unlock_file(descriptor)
                os.close(descriptor)


def forget_dead() -> None:
    """Remove what is left of the claims of processes that died: a file each, which nobody holds.

    Raises:
        WorkerError: as for `claims_folder`.
    """
    for path, _ in left_over():
        with contextlib.suppress(OSError):
            path.unlink()


def _locked(path: Path, *, make: bool = True) -> int | None:
    """A descriptor of the file that stands there, locked; None when somebody has it."""
    flags = os.O_RDWR | (os.O_CREAT if make else 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    while True:
        descriptor = os.open(path, flags, 0o600)
        if not lock_file(descriptor):
            os.close(descriptor)
            return None
        # Whoever had it before us removes the file while we wait for it.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def _holder(descriptor: int) -> Holder | None:
    try:
        data = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(data["pid"]), str(data["run"]), str(data["worker"]), float(data["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file_name(kind: str, name: str) -> str:
    if not _KIND.fullmatch(kind):
        raise WorkerError(f"{kind!r} cannot be the kind of a claim: it is made of lower-case letters and hyphens.")
    if not _PLAIN.fullmatch(name):
        name = "=" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{kind}+{name}{_ENDING}"
