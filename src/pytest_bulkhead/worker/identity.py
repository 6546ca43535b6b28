"""Which worker this process is, and of how many."""

from __future__ import annotations

import os

from pytest_bulkhead.errors import MalformedWorkerIdError, WorkerError

_CONTROLLER = "master"
_MOST_DIGITS = 9


def get_worker_id() -> str:
    """The id of this worker, as pytest-xdist gives it: ``gw0``, ``gw1``, ….

    Returns:
        ``gw0`` also in a run without xdist and in xdist's controller, so that a name can always be made from it.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    return f"gw{get_worker_num()}"


def get_worker_num() -> int:
    """The number in the id of this worker: 0, 1, 2, ….

    A number is no lease. The worker that replaces a crashed one gets the next number that was never used, so numbers
    reach past `get_worker_count`.

    Returns:
        0 also in a run without xdist and in xdist's controller.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    given = os.environ.get("PYTEST_XDIST_WORKER", _CONTROLLER)
    if given == _CONTROLLER:
        return 0
    number = whole_number(given.removeprefix("gw")) if given.startswith("gw") else None
    if number is None:
        raise MalformedWorkerIdError(
            f"PYTEST_XDIST_WORKER is {given!r}, but pytest-xdist calls its workers gw0, gw1, gw2 and so on. Leave the "
            "variable to xdist, and give no worker a name of its own (`--tx …//id=NAME`): what cannot be told apart "
            "would be shared."
        )
    return number


def is_xdist_worker() -> bool:
    """Whether this process is a worker of pytest-xdist, or a child of one that inherited its environment.

    Returns:
        False in a run without xdist and in xdist's controller.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    get_worker_num()
    return os.environ.get("PYTEST_XDIST_WORKER", _CONTROLLER) != _CONTROLLER


def get_worker_count() -> int:
    """How many workers of this run are at work at one time.

    Returns:
        1 in a run without xdist and in xdist's controller, which is not told by the environment.

    Raises:
        WorkerError: the environment gives something else than a whole number from 1.
    """
    given = os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    count = whole_number(given)
    if not count:
        raise WorkerError(
            f"PYTEST_XDIST_WORKER_COUNT is {given!r}, but pytest-xdist writes a whole number from 1 there. "
            "Leave the variable to xdist."
        )
    return count


def whole_number(text: str) -> int | None:
    """The number that `text` writes in plain ASCII digits without leading zeros, or None if it is anything else."""
    # int() would take "٣", "1_0", " 1" and "+1" too, so that two different ids could be one number.
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        return None
    return int(text) if text == "0" or text[0] != "0" else None
