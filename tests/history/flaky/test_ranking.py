"""What costs most comes first, and what is steady does not come at all."""

from __future__ import annotations

from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.owners import parse_owners
from pytest_bulkhead.history.flaky.ranking import rank

from ..runs import runs, totals

_RUNS = [totals(run) for run in range(12)]


def test_a_rare_failure_that_stops_runs_comes_before_a_loud_one_that_is_tried_again():
    loud = runs("F. " * 12, test="t.py::loud")
    dear = runs(". . F . . . . F . . . .", test="t.py::dear", revisions="aaabbbcccddd")
    steady = runs(". " * 12, test="t.py::steady")
    told = rank([loud, dear, steady], _RUNS, owners=parse_owners("* @us"))
    assert [one.test for one in told] == ["t.py::dear", "t.py::loud"]
    assert (told[0].cost.blocked, told[0].cost.wasted) == (2, 2 * 60_000_000)
    assert (told[1].cost.blocked, told[1].cost.wasted) == (0, 12 * 1000)
    assert told[0].owners == ("@us",)


def test_what_fails_in_quarantine_is_flaky_and_has_blocked_nobody():
    sheltered = runs(". . q . . . . q . . . .", test="t.py::a", revisions="aaabbbcccddd")
    (told,) = rank([sheltered], _RUNS)
    assert told.state is State.FLAKY
    assert (told.cost.blocked, told.cost.wasted) == (0, 0)


def test_a_failure_in_quarantine_takes_no_blame_from_the_one_that_stopped_the_run():
    sheltered = runs(". . q . . . . q . . . .", test="t.py::a", revisions="aaabbbcccddd")
    loud = runs(". . F . . . . F . . . .", test="t.py::b", revisions="aaabbbcccddd")
    told = {one.test: one.cost for one in rank([sheltered, loud], _RUNS)}
    assert (told["t.py::b"].blocked, told["t.py::b"].wasted) == (2, 2 * 60_000_000)
    assert told["t.py::a"].blocked == 0


def test_two_that_stop_a_run_together_share_its_cost():
    both = [runs(". . F .", test=f"t.py::{name}", revisions="aaaa") for name in "ab"]
    assert [one.cost.wasted for one in rank(both, _RUNS)] == [30_000_000, 30_000_000]


def test_a_run_that_something_broken_stopped_too_was_not_wasted():
    flaky = runs(". . . F .", test="t.py::a", revisions="aabbb")
    broken = runs(". . F F F", test="t.py::b", revisions="aabbb")
    told = {one.test: one for one in rank([flaky, broken], _RUNS)}
    assert told["t.py::a"].cost.wasted == 0
    assert told["t.py::a"].cost.blocked == 1
    assert told["t.py::b"].state is State.BROKEN
    assert told["t.py::b"].cost.blocked == 0


def test_environments_are_judged_apart():
    one = runs(". . . .", revisions="abab")
    other = runs("F F F F", revisions="abab", environment="there")
    here = [totals(run) for run in range(4)]
    there = [totals(run, environment="there") for run in range(4)]
    told = rank([one, other], [*here, *there])
    assert [(test.environment, test.state) for test in told] == [("there", State.BROKEN)]
