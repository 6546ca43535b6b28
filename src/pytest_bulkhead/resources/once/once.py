"""Something that is made once for all workers of a run: by whoever comes first, while the others wait."""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable
from typing import Any

from pytest_bulkhead.errors import OnceError
from pytest_bulkhead.resources.membership import joined
from pytest_bulkhead.resources.once.function import Function, locate
from pytest_bulkhead.resources.once.made import Made, path_for
from pytest_bulkhead.resources.once.undoing import engage
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.worker.file_locks import lock_file
from pytest_bulkhead.worker.identity import get_worker_id

_MAKING: set[tuple[int, str]] = set()


def once_per_run(key: str, make: Callable[[], Any] | Recipe, undo: Callable[[Any], object] | None = None) -> Any:
    """The value of a key, which is made once for all workers of the run on this host.

    Whoever asks first makes it, and the others wait. Dies the maker while it makes it, another one begins anew. Fails
    it, it fails for all. When the last process of the run has gone, however it went, a process of ours calls `undo`.

    Args:
        key: names it within the run.
        make: makes it; what it returns has to be something that JSON can say, and travels so to all workers. Or a
            recipe for a server, whose address is the value and which ends with the run.
        undo: takes the value; a plain function at the top level of a file.

    Raises:
        OnceError: it could not be made, its value cannot travel, or `undo` cannot be called by another process.
    """
    if isinstance(make, Recipe):
        if undo is not None:
            raise OnceError(f"{key!r} is a server, which ends with the run: leave `undo` out.")
        recipe = make
        return dict(shared_server(f"server-{hashlib.sha256(key.encode()).hexdigest()[:24]}", lambda: recipe))
    location = locate(undo) if undo is not None else None
    me = (os.getpid(), key)
    if me in _MAKING:
        raise OnceError(f"To make {key!r}, {key!r} was asked for. What is made needs a key of its own.")
    path = path_for(joined().folder, key)
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        lock_file(descriptor, wait=True)  # it ends with its holder, so that another one goes on
        made = Made.read(path)
        if made is None:
            _MAKING.add(me)
            try:
                _make(key, make, undo, location)
            finally:
                _MAKING.discard(me)
            made = Made.read(path)
    finally:
        os.close(descriptor)
    assert made is not None
    if made.fault:
        raise OnceError(made.fault)
    return made.value


def _make(key: str, make: Callable[[], Any], undo: Callable[[Any], object] | None, location: Function | None) -> None:
    path = path_for(joined().folder, key)
    if location is not None:
        engage()  # before there is something to undo
    try:
        value = make()
    except Exception as error:
        last = traceback.format_exception_only(error)[-1].strip()
        Made(key, fault=f"{key!r}, which worker {get_worker_id()} was to make for the run, failed: {last}").write(path)
        raise
    try:
        Made(key, value, location).write(path)
    except (TypeError, ValueError) as error:
        if undo is not None:
            undo(value)
        fault = f"{key!r} was made, but its value, {value!r:.200}, cannot travel to the other workers as JSON: {error}."
        Made(key, fault=fault).write(path)
