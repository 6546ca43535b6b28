"""The slot of this worker: a small number that is given out again when a worker dies."""

from __future__ import annotations

import os

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.identity import get_worker_num, whole_number

SLOT_VARIABLE = "BULKHEAD_SLOT"
"""What the plugin sets in each worker of pytest-xdist."""


def get_worker_slot() -> int:
    """The slot that this worker has leased: 0, 1, 2, …, the lowest that no living worker of the run has.

    The worker that replaces a crashed one takes over its slot, so that slots stay below the number of workers that
    are at work at one time. Without our plugin in the run it is `get_worker_num`, which grows with each replacement.

    Returns:
        0 also in a run without xdist and in xdist's controller.

    Raises:
        WorkerError: the environment gives something else than a whole number from 0.
    """
    given = os.environ.get(SLOT_VARIABLE)
    if given is None:
        return get_worker_num()
    number = whole_number(given)
    if number is None:
        raise WorkerError(
            f"{SLOT_VARIABLE} is {given!r}, but pytest-bulkhead writes a whole number from 0 there. Leave it to the "
            "plugin."
        )
    return number
