"""BH403: performance tests that run beside others."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_SETTINGS = """\
[pytest]
addopts = -n 2
markers =
    performance: takes the time
"""
_TESTS = """\
import os
import time

import pytest

{marks}
def test_sorts_the_cargo_in_time():
    began = time.perf_counter()
    assert sorted(range(1000, 0, -1))[0] == 1
    assert time.perf_counter() - began < 60
"""

SEEDS = (
    Seed(
        code="BH403",
        name="marked and not skipped in workers",
        bad={
            "pytest.ini": _SETTINGS,
            "test_sorting_speed.py": _TESTS.format(marks="\n@pytest.mark.performance"),
        },
        good={
            "pytest.ini": _SETTINGS,
            "test_sorting_speed.py": _TESTS.format(
                marks="\n@pytest.mark.performance"
                '\n@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="measures time")'
            ),
        },
        caught_by=READING,
    ),
)
