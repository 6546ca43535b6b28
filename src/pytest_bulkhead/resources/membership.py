"""This process as a member of its run: it joins when it first needs something shared, and leaves with its session."""

from __future__ import annotations

import os

from pytest_bulkhead.worker.gathering import Gathering, join
from pytest_bulkhead.worker.run import get_run_id

_JOINED: dict[tuple[int, str], Gathering] = {}


def joined() -> Gathering:
    """The gathering of this process's run.

    Raises:
        WorkerError: its folder cannot be used.
    """
    key = (os.getpid(), get_run_id())
    if key not in _JOINED:
        _JOINED[key] = join()
    return _JOINED[key]


def leave_all() -> None:
    """Let go of all that is shared; what nobody else uses ends."""
    while _JOINED:
        _JOINED.popitem()[1].leave()
