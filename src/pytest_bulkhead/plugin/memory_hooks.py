"""Sizes that travel with reports, and what is done about memory where that is asked for."""

from __future__ import annotations

import gc
import sys
import time
from typing import Any

import pytest

from pytest_bulkhead.plugin.parcel import SIZES
from pytest_bulkhead.plugin.resident import Resident, peak_kb
from pytest_bulkhead.plugin.sensors.resident_memory import ResidentMemory

_GROWTH = 32 * 1024
"""By how many KiB the process may grow between two collections."""


class MemoryHooks:
    """In each process that runs tests."""

    def __init__(self, sensor: ResidentMemory, care: tuple[str, ...], *, is_deep: bool) -> None:
        """Do nothing yet.

        Args:
            sensor: whose last look tells the size.
            care: what is to be done about memory.
            is_deep: whether mocks and collected objects are counted for each test.
        """
        self._sensor = sensor
        self._freezes = "freeze" in care
        self._resident = Resident() if "collect-on-growth" in care else None
        self._collected_at = 0
        self._is_deep = is_deep
        self._garbage = 0
        self._cpu_before = 0.0

    def test_begins(self) -> None:
        """An attempt at a test begins: what the process has used until now is not the test's."""
        self._cpu_before = time.process_time()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        if self._freezes:
            gc.collect()
            gc.freeze()
        self._sensor.collected()
        if self._resident is not None:
            self._collected_at = self._resident.kb()

    def add_sizes(self, report: pytest.TestReport) -> None:
        """Let the report of a teardown carry the sizes of this process."""
        cpu = int((time.process_time() - self._cpu_before) * 1e6)
        sizes = {"resident_kb": self._sensor.settled(report.nodeid), "cpu_us": cpu}
        if self._is_deep:
            garbage = sum(generation["collected"] for generation in gc.get_stats())
            sizes |= {"mocks": live_mocks(), "collected": garbage - self._garbage}
            self._garbage = garbage
        setattr(report, SIZES, sizes)
        if self._resident is not None and sizes["resident_kb"] - self._collected_at > _GROWTH:
            gc.collect()
            self._collected_at = self._resident.kb()

    def pytest_unconfigure(self) -> None:
        if self._freezes:
            gc.unfreeze()

    def farewell(self) -> dict[str, int]:
        """What the process comes to at its end."""
        return {
            "peak_kb": peak_kb(),
            "resident_kb": self._sensor.latest(),
            "mocks": live_mocks(),
            "collected": sum(generation["collected"] for generation in gc.get_stats()),
            "uncollectable": sum(generation["uncollectable"] for generation in gc.get_stats()),
        }


def live_mocks() -> int:
    """How many mocks there are: `unittest.mock` makes a class of its own for each."""
    module = sys.modules.get("unittest.mock")
    base: Any = getattr(module, "NonCallableMock", None)
    if not isinstance(base, type):
        return 0
    count = 0
    waiting: list[type] = [base]
    while waiting:
        below: list[type] = waiting.pop().__subclasses__()
        # The class of one mock stands in the module of the mocks, as those do that it comes from.
        count += sum(one.__name__ == getattr(one.__base__, "__name__", "") for one in below)
        waiting += below
    return count
