"""The sensors, in a serial run, and the races that such a run predicts."""

from __future__ import annotations

from pytest_bulkhead.drill.by_running import ByRunning
from pytest_bulkhead.drill.seed import Examination


class Serial(ByRunning):
    """Runs the tests in one process, one after the other."""

    examination = Examination.SERIAL


EXAMINER = Serial
