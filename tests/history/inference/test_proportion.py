"""The interval around a proportion is that of the beta distribution."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.inference.association import chance_of_as_many
from pytest_bulkhead.history.inference.proportion import proportion

_COUNT = st.floats(0, 5000)


@pytest.mark.parametrize("misses", [0, 3, 50, 4000])
def test_without_a_hit_the_interval_is_that_of_the_closed_form(misses):
    # Of a beta distribution with a = 1, the share below x is 1 - (1 - x)^b.
    told = proportion(0, misses, (1.0, 1.0))
    assert told.low == pytest.approx(1 - 0.975 ** (1 / (misses + 1)))
    assert told.high == pytest.approx(1 - 0.025 ** (1 / (misses + 1)))


@pytest.mark.parametrize("hits", [0, 1, 10.5, 900])
@pytest.mark.parametrize("misses", [0, 2, 199.5, 5000])
def test_of_the_distribution_as_much_lies_below_the_interval_as_above(hits, misses):
    told = proportion(hits, misses, (1.0, 2.0))
    a, b = 1.0 + hits, 2.0 + misses
    factor = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    steps = 4_000

    def share(low, high):  # by the middle of many slices
        width = (high - low) / steps
        middles = (low + (step + 0.5) * width for step in range(steps))
        return width * sum(
            math.exp(factor + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)) for x in middles if 0 < x < 1
        )

    assert share(told.low, told.high) == pytest.approx(0.95, rel=0.001)
    assert share(0, told.low) == pytest.approx(0.025, rel=0.01)


@given(_COUNT, _COUNT)
def test_the_mean_lies_within_and_both_sides_mirror_each_other(hits, misses):
    told, other = proportion(hits, misses), proportion(misses, hits)
    assert 0 <= told.low <= told.mean <= told.high <= 1
    assert told.low == pytest.approx(1 - other.high, abs=1e-9)


@given(st.integers(1, 50), st.integers(1, 50))
def test_more_of_the_same_is_more_certain(hits, misses):
    few, many = proportion(hits, misses), proportion(hits * 10, misses * 10)
    assert many.high - many.low < few.high - few.low


def test_a_circumstance_that_all_failures_share_is_unlikely_by_chance():
    # Fisher's tea: all four cups of eight told right.
    assert chance_of_as_many((4, 0), (0, 4)) == pytest.approx(1 / math.comb(8, 4))
    assert chance_of_as_many((0, 4), (4, 0)) == 1.0
    assert chance_of_as_many((0, 0), (0, 0)) == 1.0
