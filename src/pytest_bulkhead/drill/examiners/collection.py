"""What the plugin finds once the tests are collected, in two workers, and before the first of them runs."""

from __future__ import annotations

from pytest_bulkhead.drill.by_running import ByRunning
from pytest_bulkhead.drill.seed import Examination


class Collection(ByRunning):
    """Collects the tests in two workers; no test is called, and no fixture set up.

    `--collect-only` would start no workers: what they would make of the tests is half of what is to be seen here.
    """

    examination = Examination.COLLECTION
    workers = 2
    arguments = ("--setup-plan",)


EXAMINER = Collection
