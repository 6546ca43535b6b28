"""A series has gone up when it is higher by more than noise, by more than a trifle, and for more than a moment."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.regressions.rule import Rule
from pytest_bulkhead.history.regressions.shifting import shifted

RULE = Rule(floor=0.05)
_SERIES = st.lists(st.integers(1, 1000), min_size=20, max_size=60)


def noisy(level, count, spread=0.05, seed=1):
    chance = random.Random(seed)
    return [level * chance.lognormvariate(0, spread) for _ in range(count)]


def test_a_doubling_is_found_and_dated():
    found = shifted({"a": noisy(1.0, 40) + noisy(2.0, 10), "b": noisy(1.0, 50)}, RULE)
    assert set(found) == {"a"}
    assert found["a"].ratio == pytest.approx(2.0, rel=0.1)
    assert found["a"].since == 10


def test_what_began_in_the_middle_of_the_window_is_dated_so():
    found = shifted({"a": noisy(1.0, 41) + noisy(3.0, 8)}, Rule(floor=0.05, confirmations=1))
    assert found["a"].since == 8


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ([*noisy(1.0, 40), 9.0], "a single slow run"),
        (noisy(1.0, 40) + noisy(1.05, 9), "less than a tenth"),
        (noisy(0.010, 40) + noisy(0.030, 9), "a trifle, though three times as much"),
        (noisy(2.0, 40) + noisy(1.0, 9), "it has become faster"),
        (noisy(1.0, 15) + noisy(2.0, 9), "too little is known of before"),
        (noisy(1.0, 40, spread=1.0) + noisy(1.2, 9, spread=1.0, seed=2), "noise alone goes as high"),
        ([1.0] * 60, "nothing changes"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_this_is_no_regression(values, because):
    assert shifted({"a": values}, RULE) == {}, because


def test_it_must_hold_twice_in_a_row():
    values = noisy(1.0, 40) + noisy(2.0, 20)
    found = [end for end in range(30, 60) if shifted({"a": values[:end]}, Rule(floor=0.05, confirmations=1))]
    twice = [end for end in range(30, 60) if shifted({"a": values[:end]}, RULE)]
    assert twice == found[1:]


def test_among_many_one_must_be_clearer():
    unclear = [float(x) for x in range(1, 31)] + [20.0, 22.0, 24.0, 26.5, 27.5, 28.5, 29.5, 31.0, 32.0]
    flat = dict.fromkeys(map(str, range(3000)), [1.0] * 39)
    assert set(shifted({"a": unclear}, RULE)) == {"a"}
    assert shifted({"a": unclear, **flat}, RULE) == {}


@given(st.dictionaries(st.text(max_size=3), _SERIES, max_size=5), st.randoms())
def test_which_series_comes_first_says_nothing(series, chance: random.Random):
    other = dict(chance.sample(sorted(series.items()), len(series)))
    assert shifted(series, RULE) == shifted(other, RULE)


@given(_SERIES, st.integers(2, 1000))
def test_the_unit_says_nothing(values, factor):
    told = shifted({"a": values}, Rule(floor=1))
    scaled = shifted({"a": [value * factor for value in values]}, Rule(floor=factor))
    assert [(one.ratio, one.chance, one.since) for one in told.values()] == [
        (pytest.approx(one.ratio), one.chance, one.since) for one in scaled.values()
    ]


@given(_SERIES, st.integers(0, 500))
def test_what_is_told_is_told_also_when_it_is_worse(values, rise):
    if shifted({"a": values}, RULE):
        assert shifted({"a": values[:-9] + [value + rise for value in values[-9:]]}, Rule(floor=0.05, confirmations=1))
