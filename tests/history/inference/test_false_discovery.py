"""Of many tests of chance, few that are likely are believed, and some that are unlikely are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.inference.false_discovery import discoveries

_CHANCES = st.dictionaries(st.integers(), st.floats(0, 1), max_size=20)


def test_one_of_a_hundred_must_be_a_hundred_times_as_unlikely():
    assert discoveries({"a": 0.0004}, 100, 0.05) == {"a"}
    assert discoveries({"a": 0.0006}, 100, 0.05) == set()


def test_a_likelier_one_is_believed_in_company():
    # Benjamini and Hochberg's own example, section 4.1: at 5 %, four of fifteen.
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528]
    assert discoveries(dict(enumerate([*chances, 0.759, 1.0])), 15, 0.05) == {0, 1, 2, 3}


@given(_CHANCES, st.integers(20, 50))
def test_whoever_is_believed_is_no_likelier_than_those_that_are_not(chances, asked):
    believed = discoveries(chances, asked, 0.1)
    assert all(chances[one] <= chances[other] for one in believed for other in set(chances) - believed)


@given(_CHANCES, st.integers(20, 50), st.integers(0, 50))
def test_asking_about_more_makes_nobody_more_believable(chances, asked, more):
    assert discoveries(chances, asked + more, 0.1) <= discoveries(chances, asked, 0.1)
