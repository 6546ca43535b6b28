"""One server for all processes of a run: whoever comes first has it started, and the last one leaves it to its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources import keeper
from pytest_bulkhead.resources.membership import joined
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.worker.file_locks import lock_file

_PATIENCE = 90.0
_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pytest_bulkhead.resources import keeper; keeper.begin()"


def shared_server(kind: str, recipe: Callable[[], Recipe]) -> Mapping[str, Any]:
    """The address of the run's server of one kind; it is started if nobody has done so.

    This process stays a member of the run, and so the server stays, until the session of pytest ends.

    Args:
        kind: names the server within the run.
        recipe: makes the recipe, for whoever comes first.

    Raises:
        ServerError: it cannot be found or started; the message holds its last words.
        WorkerError: the folder of the run cannot be used.
    """
    folder = joined().folder / kind
    folder.mkdir(mode=0o700, exist_ok=True)
    with _locked(folder / "start.lock"):
        known = _running(folder) or _begun_by_others(folder)
        if known is None:
            _start(folder, recipe())
            known = _awaited(folder)
    address: Mapping[str, Any] = known["address"]
    return address


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        lock_file(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)


def _running(folder: Path) -> dict[str, Any] | None:
    """What the keeper has written, if there is one."""
    with contextlib.suppress(OSError, ValueError):
        known: dict[str, Any] = json.loads((folder / keeper.SERVICE).read_text(encoding="utf-8"))
        return known if keeper.is_kept(folder) else None
    return None


def _begun_by_others(folder: Path) -> dict[str, Any] | None:
    """What comes of a keeper whose process was ended while it waited; None where none is at work, or none any more."""
    until = time.monotonic() + _PATIENCE
    while keeper.is_kept(folder) and time.monotonic() < until:
        if known := _running(folder):
            return known
        time.sleep(0.02)
    return None


def _start(folder: Path, recipe: Recipe) -> None:
    for name in (keeper.SERVICE, keeper.FAULT):
        (folder / name).unlink(missing_ok=True)
    ours = str(Path(__file__).parents[2])
    # What pytest and coverage tell their children is not meant for a server, and none of it may keep the run alive.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-c", _CODE, ours, str(folder)],
        input=recipe.to_text().encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="/" if os.name == "posix" else None,
        check=False,
    )
    if done.returncode:
        raise ServerError(f"{recipe.name} could not be started: {done.stderr.decode(errors='replace').strip()[-500:]}")


def _awaited(folder: Path) -> dict[str, Any]:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            raise ServerError((folder / keeper.FAULT).read_text(encoding="utf-8"))
        if known := _running(folder):
            return known
        time.sleep(0.02)
    raise ServerError(f"The server in {folder} did not come up within {_PATIENCE:.0f} s, and does not say why.")
