"""BH403: performance tests that run while other workers are busy."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH403",
    slug="performance-under-xdist",
    title="performance test run beside others",
    family=Family.MOCKS,
    why="""\
A measurement that runs beside three busy workers measures the workers. The test fails when a neighbour compiles or
sorts something big, passes when it is run alone to find out why, and after the third time somebody widens the limit
until it can never fail again. Memory limits suffer alike, since the process also holds what earlier tests of the worker
have left in its caches.""",
    bad="""\
import time

import pytest

@pytest.mark.performance
def test_sorts_a_million_orders_in_a_second(orders):
    start = time.perf_counter()
    sort_orders(orders)
    assert time.perf_counter() - start < 1
""",
    good="""\
import os
import time

import pytest

@pytest.mark.performance
@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="measures alone, in a run without workers")
def test_sorts_a_million_orders_in_a_second(orders):
    start = time.perf_counter()
    sort_orders(orders)
    assert time.perf_counter() - start < 1
""",
    remedy='Skip it in workers with `@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason=…)` and run it in '
    "a serial step of its own.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
