"""The sensors, in a run of two workers."""

from __future__ import annotations

from pytest_bulkhead.drill.by_running import ByRunning
from pytest_bulkhead.drill.seed import Examination


class Parallel(ByRunning):
    """Runs the tests in two workers."""

    examination = Examination.PARALLEL
    workers = 2


EXAMINER = Parallel
