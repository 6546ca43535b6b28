"""The numbers of outcomes stand in stores that are read for years."""

from __future__ import annotations

from pytest_bulkhead.history.values import BAD, GOOD, Outcome


def test_outcomes_keep_their_numbers():
    assert {one.name.lower(): one.value for one in Outcome} == {
        "passed": 1,
        "failed": 2,
        "error": 3,
        "skipped": 4,
        "xfailed": 5,
        "xpassed": 6,
        "crashed": 7,
        "quarantined": 8,
    }


def test_what_did_not_run_is_neither_good_nor_bad():
    assert set(Outcome) - BAD - GOOD == {Outcome.SKIPPED}
    assert not BAD & GOOD
    assert Outcome.CRASHED.is_bad
    assert Outcome.XFAILED.is_good
