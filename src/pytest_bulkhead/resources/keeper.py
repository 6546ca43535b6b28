"""The process that starts a server for a run, and stops it when the last process of the run has gone.

It sleeps on the lock that the members of the run share, which the operating system ends with each of them: so the
server ends after crashes, too, and costs nothing meanwhile. Dies the keeper itself, the system tells the server.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import BulkheadError, ServerError
from pytest_bulkhead.resources.readiness import answers
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.worker.claims import Claim
from pytest_bulkhead.worker.file_locks import lock_file
from pytest_bulkhead.worker.gathering import alone, remove_if_empty
from pytest_bulkhead.worker.ports import claim_port

HOME_OF = "kept-by"
"""In a server's folder, what says whose it is: it holds the path of its keeper's."""

KEEPER_LOCK = "keeper.lock"
GOES_FIRST = "first"
"""The name of the folder of what has to end before all other servers of the run."""

SERVICE = "service.json"
FAULT = "fault.txt"
LOG = "server.log"
_START = 60.0
_ATTEMPTS = 3
_DISK = "/tmp" if os.name == "posix" else tempfile.gettempdir()  # noqa: S108 - short enough for a socket's path
_MEMORY = "/dev/shm"  # noqa: S108 - Linux keeps it in memory
HOMES = (_DISK, _MEMORY)
"""Where the folders of servers are."""


def begin() -> None:
    """Keep one server until nobody needs it any more.

    Its folder, within that of its run, is the argument of the command line; its recipe comes by standard input.
    """
    folder, text = Path(sys.argv[1]), sys.stdin.read()
    # So that it is nobody's child, and no key that ends a test run on a terminal ends it.
    if os.fork():
        os._exit(0)
    os.setsid()
    with open(os.devnull, "r+b") as nothing:
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    descriptor = os.open(folder / KEEPER_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    lock_file(descriptor, wait=True)  # for a keeper whose server died, and which is about to end, too
    recipe = Recipe.from_text(text)
    try:
        _keep(folder, recipe)
    except BulkheadError as error:
        _write(folder / FAULT, str(error))
    except OSError as error:
        _write(folder / FAULT, f"{recipe.name} could not be started: {error}. It needs a folder below /tmp with room.")
    except BaseException as error:
        _write(folder / FAULT, f"the process that keeps it failed: {error!r}")
    os._exit(0)


class _Kept(NamedTuple):
    server: subprocess.Popen[bytes]
    home: Path
    claims: list[Claim]


def _keep(folder: Path, recipe: Recipe) -> None:
    kept = _started(folder, recipe)
    is_over = threading.Event()
    threading.Thread(target=_watch, args=(kept, folder, is_over), daemon=True).start()
    members = _end_of_run(folder)
    is_over.set()
    _stop(kept.server, recipe)
    _clear(kept, folder)
    shutil.rmtree(folder, ignore_errors=True)
    remove_if_empty(folder.parent)
    if members is not None:
        os.close(members)


def _end_of_run(folder: Path) -> int | None:
    """Wait until there is no member of the run, and nothing that has to end before us."""
    first = folder.parent / GOES_FIRST
    while True:
        members = alone(folder.parent, wait=True)
        if members is None or folder == first or not is_kept(first):
            return members
        os.close(members)
        wait_for_keeper(first)


def is_kept(folder: Path) -> bool:
    """Whether a keeper is at work there."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder / KEEPER_LOCK, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        try:
            return not lock_file(descriptor, shared=True)
        finally:
            os.close(descriptor)
    return False


def wait_for_keeper(folder: Path) -> None:
    """Wait until no keeper is at work there."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder / KEEPER_LOCK, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        lock_file(descriptor, shared=True, wait=True)
        os.close(descriptor)


def _started(folder: Path, recipe: Recipe) -> _Kept:
    for attempt in range(_ATTEMPTS):
        claims = [claim_port() for _ in range(recipe.ports + 1)]
        home = Path(tempfile.mkdtemp(prefix="bulkhead-", dir=_short_folder(recipe.memory)))
        _write(home / HOME_OF, str(folder))
        values = {"folder": str(home), "port": claims[0].name}
        values |= {f"port{number}": claim.name for number, claim in enumerate(claims[1:], start=1)}
        try:
            filled = recipe.filled(values)
            server = _start(folder, home, filled)
        except (ServerError, OSError):
            shutil.rmtree(home, ignore_errors=True)
            for claim in claims:
                claim.release()
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        known = {"pid": server.pid, "keeper": os.getpid(), "home": str(home), "address": filled.address}
        _write(folder / SERVICE, json.dumps(known))
        return _Kept(server, home, claims)
    raise AssertionError


def _start(folder: Path, home: Path, recipe: Recipe) -> subprocess.Popen[bytes]:
    for name, text in recipe.files.items():
        (home / name).write_text(text, encoding="utf-8")
    if recipe.user:
        # Before the folder, in which that user could put a link to any file in their place.
        for path in (*home.iterdir(), home):
            shutil.chown(path, recipe.user)
    with open(folder / LOG, "wb") as log:
        options: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": log,
            "stderr": subprocess.STDOUT,
            "cwd": home,
            "env": os.environ | recipe.environment,
        }
        if recipe.user:
            import pwd

            options |= {"user": recipe.user, "group": pwd.getpwnam(recipe.user).pw_gid, "extra_groups": []}
        try:
            for step in recipe.steps:
                if subprocess.run(step, check=False, **options).returncode:
                    raise _failure(recipe, folder, "could not be prepared")
            server = subprocess.Popen(recipe.command, preexec_fn=_tie(), **options)
        except OSError as error:
            raise ServerError(f"{recipe.name} could not be started: {error}.") from None
    until = time.monotonic() + _START
    while not answers(recipe.ready):
        if server.poll() is not None:
            raise _failure(recipe, folder, f"ended with status {server.returncode} as it started")
        if time.monotonic() > until:
            _stop(server, recipe)
            raise _failure(recipe, folder, f"did not answer within {_START:.0f} s")
        time.sleep(0.02)
    return server


def _watch(kept: _Kept, folder: Path, is_over: threading.Event) -> None:
    """A server that dies of itself has no users: let whoever comes next start another one."""
    kept.server.wait()
    if not is_over.is_set():
        _clear(kept, folder)
        os._exit(0)  # the log stays for who looks for the reason


def _clear(kept: _Kept, folder: Path) -> None:
    with contextlib.suppress(OSError):
        (folder / SERVICE).unlink()
    shutil.rmtree(kept.home, ignore_errors=True)
    for claim in kept.claims:
        claim.release()


def _stop(server: subprocess.Popen[bytes], recipe: Recipe) -> None:
    for sent in (getattr(signal, recipe.stop), signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(recipe.patience)
            return


def _tie() -> Callable[[], object]:
    """What a server does to end with us. All of it is loaded before: the server's user may not read our Python."""
    try:
        import ctypes

        prctl = ctypes.CDLL(None).prctl
    except Exception:  # another system
        return lambda: None
    death_signal, number = 1, int(signal.SIGINT)
    return lambda: prctl(death_signal, number)


def _failure(recipe: Recipe, folder: Path, what: str) -> ServerError:
    lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    words = "; ".join(line.strip() for line in lines[-5:])
    return ServerError(f"{recipe.name} {what}. Its last words: {words or 'none'}")


def _short_folder(memory: int) -> str:
    """Where a socket's path stays below the hundred letters that systems allow."""
    if memory and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= memory:
        return _MEMORY
    return _DISK


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
