"""What `bulkhead audit` tells the plugin inside the pytest that it starts, by one environment variable."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

VARIABLE = "BULKHEAD_HANDOVER"


class Handover(NamedTuple):
    """The orders of an audit.

    Args:
        record: where the run record belongs.
        workers: how many workers to use unless the project says: `auto`, a number as text, or empty for no orders.
        insist: whether `workers` holds even where the project says otherwise.
        depth: how closely to look unless the project says; empty for no orders.
        python_path: PYTHONPATH as it was before the audit put our folder there; None when it was not set.
    """

    record: str
    workers: str = ""
    insist: bool = False
    python_path: str | None = None
    depth: str = ""

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
    except (ValueError, TypeError):
        return None
    if handover.python_path is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = handover.python_path
    return handover
