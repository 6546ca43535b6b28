"""What dead runs have left on this host: what was not undone, servers, their folders, those of runs, claims."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pytest_bulkhead.errors import OnceError
from pytest_bulkhead.resources.keeper import HOME_OF, HOMES, SERVICE, is_kept
from pytest_bulkhead.resources.left_over import LeftOver
from pytest_bulkhead.resources.once.made import all_made
from pytest_bulkhead.resources.once.undoing import FAILED, undo
from pytest_bulkhead.worker.claims import left_over
from pytest_bulkhead.worker.gathering import alone, deserted
from pytest_bulkhead.worker.host_folder import host_folder


def left_on_host() -> Iterator[LeftOver]:
    """All that nobody uses any more: to be removed in this order.

    Raises:
        WorkerError: the folder where processes of this host meet cannot be used.
    """
    for run in [run for run in deserted() if not any(map(is_kept, _folders(run)))]:
        yield from _left_by(run)
    for home in _homes():
        yield LeftOver("folder", home.name, str(home.parent), "of a server", partial(_remove_home, home))
    for path, holder in list(left_over()):
        owner = f"worker {holder.worker} of run {holder.run}" if holder else ""
        yield LeftOver("claim", path.stem, str(path.parent), owner, partial(_remove_claim, path))


def _left_by(run: Path) -> Iterator[LeftOver]:
    for path, made in all_made(run):
        if made.undo is not None:
            yield LeftOver("not undone", made.key, made.undo.called, "", partial(_undo, run, path))
    for told in sorted((run / FAILED).glob("*.txt")):
        reason = told.read_text(encoding="utf-8", errors="replace")
        yield LeftOver("not undone", told.stem, str(run), reason, partial(_forget, told))
    for folder in _folders(run):
        if _running(folder) is not None:
            yield LeftOver("server", folder.name, str(run), f"process {_running(folder)}", partial(_end, run, folder))
    yield LeftOver("run", run.name, str(run.parent), "", partial(_remove_run, run))


def _undo(run: Path, path: Path) -> bool:
    with _held(run) as is_alone:
        fault = undo(run, path) if is_alone else ""
        if fault:
            raise OnceError(fault)
        return is_alone


def _forget(told: Path) -> bool:
    told.with_suffix(".json").unlink(missing_ok=True)
    told.unlink(missing_ok=True)
    return True


def _end(run: Path, folder: Path) -> bool:
    with _held(run) as is_alone:
        pid = _running(folder) if is_alone else None
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None


def _remove_run(run: Path) -> bool:
    with _held(run) as is_alone:
        is_needed = any((run / FAILED).glob("*")) or any(made.undo for _, made in all_made(run))
        if not is_alone or is_needed:
            return False
        shutil.rmtree(run)
        return True


def _remove_home(home: Path) -> bool:
    if not _is_left(home):
        return False
    shutil.rmtree(home)
    return True


def _remove_claim(path: Path) -> bool:
    for found, _ in left_over():
        if found == path:  # it is held meanwhile, so nobody else can take it
            path.unlink()
            return True
    return False


@contextlib.contextmanager
def _held(run: Path) -> Iterator[bool]:
    """Whether nobody is a member of a run, and becomes one while we are at it."""
    descriptor = alone(run)
    try:
        yield descriptor is not None and not any(map(is_kept, _folders(run)))
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _folders(run: Path) -> list[Path]:
    return [one for one in sorted(run.iterdir()) if one.is_dir() and one.name != FAILED]


def _running(folder: Path) -> int | None:
    """The server that its keeper has left behind: known by where it works, since numbers of processes come again."""
    try:
        known = json.loads((folder / SERVICE).read_text(encoding="utf-8"))
        pid, home = int(known["pid"]), Path(known["home"])
        at_work = Path(f"/proc/{pid}/cwd").readlink()
        is_home = home.name.startswith("bulkhead-") and str(home.parent) in HOMES
        return pid if is_home and at_work.is_relative_to(home) else None  # PostgreSQL works in its data
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _homes() -> list[Path]:
    return [home for place in HOMES for home in sorted(Path(place).glob("bulkhead-*")) if _is_left(home)]


def _text(path: Path) -> str:
    """What stands in a plain file; anybody may have put something else there that is never read to its end.

    Raises:
        OSError: it cannot be read, or is no plain file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no plain file", str(path))
        return os.read(descriptor, 4096).decode()
    finally:
        os.close(descriptor)


def _is_left(home: Path) -> bool:
    """Whether a keeper made it for a run that met where we look, and neither it nor its server is there any more."""
    try:
        mark = home / HOME_OF
        if home.is_symlink() or os.geteuid() not in (0, home.stat().st_uid):
            return False
        folder = Path(_text(mark))
    except (OSError, ValueError):
        return False
    return folder.parent.parent == host_folder("runs") and not is_kept(folder) and _running(folder) is None
