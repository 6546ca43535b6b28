"""The rank test is exact, knows no unit, and never calls equal values greater."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.inference.rank_test import chance_of_being_greater

_SOME = st.lists(st.integers(-50, 50), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("after", "before"), [((5, 6), (1, 2, 3)), ((2, 6), (1, 3, 5)), ((1,), (2, 3)), ((4, 7, 1), (3, 5))]
)
def test_the_chance_is_that_of_counting_all_orders(after, before):
    together = (*after, *before)

    def pairs(some, others):
        return sum(one > other for one, other in itertools.product(some, others))

    orders = list(itertools.combinations(range(len(together)), len(after)))
    as_clear = sum(
        pairs([together[i] for i in some], [together[i] for i in range(len(together)) if i not in some])
        >= pairs(after, before)
        for some in orders
    )
    assert chance_of_being_greater(after, before) == pytest.approx(as_clear / len(orders))


@given(_SOME, _SOME, st.randoms())
def test_the_order_within_a_sample_says_nothing(after, before, chance: random.Random):
    told = chance_of_being_greater(after, before)
    assert chance_of_being_greater(chance.sample(after, len(after)), chance.sample(before, len(before))) == told


@given(_SOME, _SOME, st.integers(1, 9), st.integers(-9, 9))
def test_the_unit_says_nothing(after, before, factor, offset):
    told = chance_of_being_greater(after, before)
    assert chance_of_being_greater([x * factor + offset for x in after], [x * factor + offset for x in before]) == told


@given(_SOME, _SOME, st.integers(0, 9))
def test_a_greater_rise_is_no_likelier(after, before, rise):
    assert chance_of_being_greater([x + rise for x in after], before) <= chance_of_being_greater(after, before)


@given(st.integers(1, 12), st.integers(1, 40))
def test_equal_values_are_not_greater(some, others):
    assert chance_of_being_greater([7] * some, [7] * others) == 1.0


def test_nothing_to_compare_is_no_change():
    assert chance_of_being_greater([], [1]) == chance_of_being_greater([1], []) == 1.0
