"""Where two workers wait for each other, so that what they do in between happens at the same time."""

from __future__ import annotations

import os
import time
from pathlib import Path

FOLDER, PARTIES = "BULKHEAD_MEETING", "BULKHEAD_MEETING_PARTIES"
_PATIENCE = 60.0
_TICK = 0.005


def meet(name: str) -> None:
    """Go on once all workers of the run have come here.

    Args:
        name: of the place; another one for each meeting.

    Raises:
        TimeoutError: somebody does not come.
    """
    folder = Path(os.environ[FOLDER])
    count = int(os.environ.get(PARTIES) or os.environ["PYTEST_XDIST_WORKER_COUNT"])
    (folder / f"{name}.{os.getpid()}").touch()
    end = time.monotonic() + _PATIENCE
    while sum(entry.startswith(f"{name}.") for entry in os.listdir(folder)) < count:
        if time.monotonic() > end:
            raise TimeoutError(f"Not all of {count} workers came to {name!r} within {_PATIENCE:g} seconds.")
        time.sleep(_TICK)
