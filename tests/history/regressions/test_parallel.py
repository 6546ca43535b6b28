"""How often a parallel run passes, how fast it is, and what it waits for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.regressions.parallel import Limit, Ran, speed_up, success

from ..runs import totals

SECOND = 1_000_000


def test_serial_and_parallel_runs_are_counted_apart():
    some = [totals(0), totals(1, bad=1), totals(2, crashes=1), totals(3, workers=0), totals(4, bad=3)]
    assert success(some, {4}, parallel=True) == (1, 3)
    assert success(some, {4}, parallel=False).rate == 1.0
    assert success([], (), parallel=True).rate is None


@pytest.mark.parametrize(
    ("ran", "elapsed", "limit", "word"),
    [
        ([Ran("slow", 1, "gw0", 60), *(Ran("t", 1, "gw1", 1) for _ in range(10))], 62, Limit.LONGEST_TEST, "slow"),
        ([Ran("t", 1, "gw0", 5, group="db") for _ in range(9)] + [Ran("t", 1, "gw1", 5)], 46, Limit.GROUP, "db"),
        ([Ran("t", 1, f"gw{n}", 31, 30) for n in (0, 1)] + [Ran("t", 1, "gw0", 2)], 36, Limit.FIXTURES, "30 s"),
        ([Ran("t", 1, "gw0", 5) for _ in range(9)] + [Ran("t", 1, "gw1", 5)], 46, Limit.UNEVEN, "45 s"),
        ([Ran("t", 1, f"gw{n % 2}", 1) for n in range(8)], 30, Limit.START, "26 s"),
    ],
)  # fmt: skip
def test_what_a_run_waits_for(ran, elapsed, limit, word):
    told = speed_up([one._replace(wall=one.wall * SECOND, setup=one.setup * SECOND) for one in ran], elapsed * SECOND)
    assert told.limit is limit
    assert word in told.because


def test_the_gain_is_told_against_one_process_that_sets_up_once():
    told = speed_up([Ran("a", 1, "gw0", 14, 10), Ran("b", 1, "gw1", 14, 10)], 15)
    assert (told.serial, told.workers) == (18, 2)
    assert told.factor == pytest.approx(1.2)


def test_one_process_has_no_gain():
    assert speed_up([Ran("a", 1, "main", 5)], 6) is None
    assert speed_up([], 6) is None
    assert speed_up([Ran("a", 1, "gw0", 5), Ran("a", 1, "gw1", 5)], 0) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100)), min_size=1, max_size=20), st.integers(1, 50))
def test_the_unit_says_nothing(ran, factor):
    some = [Ran(f"t{number}", 1, f"gw{worker}", wall) for number, (worker, wall) in enumerate(ran)]
    told = speed_up(some, 200)
    scaled = speed_up([one._replace(wall=one.wall * factor) for one in some], 200 * factor)
    assert (told and told.limit) == (scaled and scaled.limit)
    assert (told and told.factor) == pytest.approx(scaled and scaled.factor)
