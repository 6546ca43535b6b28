"""How long a run takes with a plan, and what would make it shorter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.planning.bonds import Bond
from pytest_bulkhead.planning.dealing import load_seconds, loadgroup_seconds
from pytest_bulkhead.planning.plan import forecast

TESTS = [f"t.py::test_{number}" for number in range(400)]
SECONDS = dict.fromkeys(TESTS, 0.1)
durations = st.lists(st.integers(0, 50).map(lambda tenths: tenths / 10), max_size=40)


def tied(name: str, *tests: str) -> Bond:
    return Bond((("file", name),), (tuple(sorted(tests)),))


@given(durations, st.integers(1, 6))
def test_a_run_is_no_shorter_than_its_share_and_no_longer_than_all(tests: list[float], workers: int) -> None:
    for took in (load_seconds(tests, workers), loadgroup_seconds([[test] for test in tests], workers)):
        assert max([*tests, sum(tests) / workers]) - 1e-9 <= took <= sum(tests) + 1e-9


@given(st.lists(durations.filter(bool), max_size=10), st.integers(1, 6), st.booleans())
def test_a_group_is_run_by_one_worker(units: list[list[float]], workers: int, reorder: bool) -> None:
    took = loadgroup_seconds(units, workers, reorder=reorder)
    assert max([0.0, *map(sum, units)]) - 1e-9 <= took <= sum(map(sum, units)) + 1e-9


def test_groups_with_many_tests_are_dealt_out_first() -> None:
    units = [[5.0], [5.0], [1.0] * 8]
    assert loadgroup_seconds(units, 2) == 10
    assert loadgroup_seconds(units, 2, reorder=False) == 13


def test_makespans_are_told_for_several_numbers_of_workers() -> None:
    told = forecast([tied("x", *TESTS[:200])], SECONDS, {})
    assert [span.workers for span in told.makespans] == [2, 4, 8, 16]
    assert [round(span.before) for span in told.makespans] == [20, 10, 5, 3]
    assert [round(span.after) for span in told.makespans] == [20, 20, 20, 20]
    assert told.longest is not None
    assert told.longest[:2] == ("file-x", 200)
    assert round(told.serial) == 40


def test_a_group_that_slows_the_run_is_named() -> None:
    assert forecast([tied("x", *TESTS[:200])], SECONDS, {}).slowed == "file-x"
    assert forecast([tied("x", *TESTS[:50])], SECONDS, {}).slowed == ""


def test_the_project_s_own_number_of_workers_is_among_them() -> None:
    assert [span.workers for span in forecast([], SECONDS, {}, workers=6).makespans] == [2, 4, 6, 8, 16]


def test_what_frees_most_time_is_told_first() -> None:
    some = [tied("wide", *TESTS[:200]), tied("near", *TESTS[199:210]), tied("far", *TESTS[209:230])]
    told = forecast(some, SECONDS, {}, workers=4)
    assert [gain.resources for gain in told.gains] == [("file wide",), ("file near",), ("file far",)]
    assert round(told.gains[0].seconds) == 13


def test_what_frees_nothing_is_not_told() -> None:
    assert forecast([tied("x", *TESTS[:40])], SECONDS, {}).gains == ()


def test_a_suite_without_tests_has_an_empty_plan() -> None:
    told = forecast([], {}, {})
    assert told.plan.groups == ()
    assert told.longest is None
