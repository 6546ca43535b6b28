"""What `bulkhead audit` tells the plugin inside the pytest that it starts, by one environment variable."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

VARIABLE = "BULKHEAD_HANDOVER"


class Meeting(NamedTuple):
    """The part of one test in a meeting of two.

    Args:
        test: the node id of the only test to run.
        worker: who this process is to be, as one of two workers of one run.
        run: the identity of that run.
        folder: of the signs by which both sides follow each other.
        kind: of the resource that they meet at.
        name: of it.
        point: the number of the moment after which to pause, as counted from 1 in a run without a pause; 0 for none.
    """

    test: str
    worker: str
    run: str
    folder: str
    kind: str
    name: str
    point: int = 0


class Handover(NamedTuple):
    """The orders of an audit.

    Args:
        record: where the run record belongs.
        workers: how many workers to use unless the project says: `auto`, a number as text, or empty for no orders.
        insist: whether `workers` holds even where the project says otherwise.
        depth: how closely to look unless the project says; empty for no orders.
        meeting: what this process takes part in, where it is to run one test alone.
        conventions: whether to look for those of the profile strict, too, whatever the project says.
        python_path: PYTHONPATH as it was before the audit put our folder there; None when it was not set.
    """

    record: str
    workers: str = ""
    insist: bool = False
    python_path: str | None = None
    depth: str = ""
    meeting: Meeting | None = None
    conventions: bool = False

    def to_environment(self) -> str:
        """The value of the environment variable."""
        return json.dumps(self._asdict())


def take_handover() -> Handover | None:
    """Read and remove the variable, and put PYTHONPATH back, so that the suite's own children inherit neither."""
    text = os.environ.pop(VARIABLE, None)
    if text is None:
        return None
    try:
        handover = Handover(**json.loads(text))
        if handover.meeting is not None:
            handover = handover._replace(meeting=Meeting(*handover.meeting))
    except (ValueError, TypeError):
        return None
    if handover.python_path is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = handover.python_path
    return handover
