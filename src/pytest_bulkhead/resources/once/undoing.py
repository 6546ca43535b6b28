"""The process that undoes what a run has made once, when the last process of the run has gone.

It is kept as a server of the run's own would be, and before those: what is undone may need them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from pytest_bulkhead.resources.keeper import GOES_FIRST
from pytest_bulkhead.resources.membership import joined
from pytest_bulkhead.resources.once.made import Made, all_made
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.worker.gathering import alone
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

FAILED = "not-undone"
"""The folder, within that of the run, of what could not be undone: each thing, and the last words of its undo."""

_PATIENCE = 300.0
_IMPORT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pytest_bulkhead.resources.once import undoing; "
_OURS = str(Path(__file__).parents[3])


def engage() -> None:
    """See to it that what this run makes is undone, however the run ends.

    Raises:
        ServerError: there is no process for it.
    """
    shared_server(GOES_FIRST, _recipe)


def _recipe() -> Recipe:
    return Recipe(
        "The process that undoes what was made once",
        (sys.executable, "-c", f"{_IMPORT}undoing.begin()", _OURS, str(joined().folder), "{folder}"),
        "file:{folder}/ready=ready",
        environment={"BULKHEAD_RUN_ID": get_run_id(), "BULKHEAD_SHARD": str(get_shard_index())},
        patience=_PATIENCE,
    )


def begin() -> None:
    """Wait for the end of the run, then undo. The run's folder and our own come by the command line."""
    run, folder = Path(sys.argv[1]), Path(sys.argv[2])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    (folder / "ready").write_text("ready", encoding="utf-8")
    members = None
    if signal.sigwait({signal.SIGTERM, signal.SIGINT}) == signal.SIGINT:
        members = alone(run, wait=True)  # our keeper died, and the run goes on without one
    undo_all(run)
    if members is not None:
        os.close(members)
    os._exit(0)


def undo_all(run: Path) -> None:
    """Undo what a run has made, the last first.

    Args:
        run: its folder, which nobody is a member of.
    """
    for path, _ in list(all_made(run)):
        undo(run, path)


def undo(run: Path, path: Path) -> str:
    """Undo one thing; if that cannot be done, it is put apart.

    Args:
        run: the folder of its run, which nobody is a member of.
        path: where it stands.

    Returns:
        Why it could not be undone; else nothing.
    """
    made = Made.read(path)
    fault = _undone(path) if made is not None and made.undo is not None else ""
    if fault and made is not None and made.undo is not None:
        fault = f"{made.key!r} could not be undone by {made.undo.called}: {fault}"
        (run / FAILED).mkdir(mode=0o700, exist_ok=True)
        (run / FAILED / path.name).write_bytes(path.read_bytes())
        (run / FAILED / path.name).with_suffix(".txt").write_text(fault, encoding="utf-8")
    path.unlink(missing_ok=True)
    return fault


def _undone(path: Path) -> str:
    """Undo one thing in a process of its own; the last words of one that fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"{_IMPORT}undoing.undo_one()", _OURS, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE / 2,
            check=False,
            preexec_fn=_deaf_no_more,
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {_PATIENCE / 2:.0f} s"
    words = done.stdout.decode(errors="replace").strip().splitlines()
    return "" if done.returncode == 0 else (words[-1] if words else f"status {done.returncode}")


def undo_one() -> None:
    """Undo what stands in the file that the command line names."""
    made = Made.read(Path(sys.argv[1]))
    if made is not None and made.undo is not None:
        made.undo.load()(made.value)


def _deaf_no_more() -> None:
    with contextlib.suppress(Exception):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
