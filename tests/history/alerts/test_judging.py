"""From a history to alerts, and what other thresholds would have raised."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from pytest_bulkhead.history.alerts.alert import Kind
from pytest_bulkhead.history.alerts.changing import acknowledge
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.alerts.judging import judge, replay
from pytest_bulkhead.history.flaky.owners import parse_owners
from pytest_bulkhead.history.values import Moment, Outcome, Quantity, RunsOfTest, Series
from pytest_bulkhead.history.violations import WEEK, Week
from pytest_bulkhead.settings import Alerting

from ..runs import attempt, runs, totals

RUNS = 80


def measured(*levels, test="t.py::a", quantity=Quantity.WALL, unit=1_000_000, seed=1):
    """A series: levels, each with how many runs it lasts."""
    chance = random.Random(f"{test}{seed}")
    values = [level * unit * chance.lognormvariate(0, 0.05) for level, count in levels for _ in range(count)]
    moments = tuple(Moment(run, run * 1_000_000, f"r{run:03}") for run in range(len(values)))
    return Series(test, "here", quantity, moments, tuple(map(int, values)))


def history(*series, count=RUNS, **details):
    return History(totals=tuple(totals(run) for run in range(count)), series=series, **details)


def kinds(judgement):
    return [(alert.subject.kind, alert.subject.test, alert.subject.quantity) for alert in judgement.changes.opened]


def test_a_slower_test_is_told_with_the_revisions_between():
    (alert,) = judge(history(measured((1, 60), (2, 12))), Alerting()).changes.opened
    assert alert.subject.kind is Kind.SLOWER
    assert alert.opened == (RUNS - 1) * 1_000_000
    assert alert.evidence["after"] == pytest.approx(2, rel=0.1)
    assert "instead of" in alert.told
    assert alert.told.endswith("since r059..r060")


def test_the_processor_is_believed_before_the_clock():
    both = (measured((1, 60), (2, 12)), measured((1, 60), (2, 12), quantity=Quantity.CPU))
    assert kinds(judge(history(*both), Alerting())) == [(Kind.SLOWER, "t.py::a", "cpu")]
    waits = (measured((1, 60), (2, 12)), measured((1, 72), quantity=Quantity.CPU))
    assert kinds(judge(history(*waits), Alerting())) == [(Kind.SLOWER, "t.py::a", "wall")]


def test_when_all_become_slower_that_is_one_alert():
    some = [measured((1, 60), (1.5, 12), test=f"t.py::{number}") for number in range(10)]
    (alert,) = judge(history(*some), Alerting()).changes.opened
    assert alert.subject.kind is Kind.SUITE_SLOWER
    assert alert.evidence["ratio"] == pytest.approx(1.5, rel=0.1)


def test_memory_is_told_in_megabytes():
    series = measured((10, 60), (100, 12), quantity=Quantity.GROWTH, unit=1024)
    (alert,) = judge(history(series), Alerting()).changes.opened
    assert alert.subject.kind is Kind.LARGER
    assert "MB" in alert.told


def test_a_process_above_its_limit_is_told_at_once():
    large = attempt(3, 1, Outcome.PASSED, "r", "gw1")._replace(resident=6 * 1024 * 1024)
    some = history(latest=(RunsOfTest("t.py::a", "here", (large,)),))
    (alert,) = judge(some, Alerting()).changes.opened
    assert alert.subject.kind is Kind.TOO_LARGE
    assert "gw1" in alert.told
    assert judge(some, Alerting(), memory_limit=7 * 1024).changes.opened == ()
    later = history(count=RUNS + 1)
    assert [one.state for one in judge(later, Alerting(), [alert]).changes.closed] == ["closed"]


def test_flaky_and_broken_tests_are_told_with_their_owners():
    failing = (runs(". F . .", test="t.py::flaky", revisions="aabb"), runs(". F F F", test="t.py::broken"))
    told = judge(history(failing=failing, owners=parse_owners("* @us")), Alerting())
    assert kinds(told) == [(Kind.BROKEN, "t.py::broken", ""), (Kind.FLAKY, "t.py::flaky", "")]
    assert told.changes.opened[1].evidence["owners"] == "@us"
    assert kinds(judge(history(failing=failing), Alerting(flaky_revisions=2, broken_runs=4))) == []


def test_what_is_mended_is_closed():
    failing = runs(". F . ." + " ." * 70, test="t.py::a", revisions=["a", "a", *(f"r{n}" for n in range(72))])
    early = history(failing=(failing,)).until(3_000_000)
    opened = judge(early, Alerting()).changes.opened
    assert [alert.subject.kind for alert in opened] == [Kind.FLAKY]
    (closed,) = judge(history(failing=(failing,)), Alerting(), opened).changes.closed
    assert closed.ending == "it is mended now"


def test_a_level_is_over_when_it_is_back_where_it_was():
    series = measured((1, 50), (2, 12), (1, 18))
    (alert,) = judge(history(series).until(61_000_000), Alerting()).changes.opened
    assert judge(history(series).until(65_000_000), Alerting(), [alert]).changes.standing == (alert,)
    (closed,) = judge(history(series), Alerting(), [alert]).changes.closed
    assert closed.ending == "it is back at 0.985 s"


def test_a_new_level_stays_an_alert_although_nothing_changes_any_more():
    series = measured((1, 50), (2, 80))
    (alert,) = judge(history(series, count=130).until(61_000_000), Alerting()).changes.opened
    assert judge(history(series, count=130), Alerting(), [alert]).changes.standing == (alert,)


def test_an_acknowledged_level_is_the_new_measure():
    series = measured((1, 50), (2, 35), (4, 12))
    some = history(series, count=97)
    (alert,) = judge(some.until(61_000_000), Alerting()).changes.opened
    known = acknowledge(alert, "me", "a bigger sample", 62_000_000)
    assert judge(some.until(80_000_000), Alerting(), [known]).changes.opened == ()
    (worse,) = judge(some, Alerting(), [known]).changes.opened
    assert worse.evidence["before"] == pytest.approx(2, rel=0.1)


def test_what_is_not_run_any_more_is_over():
    (alert,) = judge(history(measured((1, 60), (2, 12))), Alerting()).changes.opened
    assert judge(history(), Alerting(), [alert]).changes.closed[0].ending == "it is not run any more"
    moved = History(totals=(totals(99, environment="there"),))
    assert "no run in its environment" in judge(moved, Alerting(), [alert]).changes.closed[0].ending


def test_a_rate_of_success_is_asked_for_only_when_it_is_said():
    some = History(totals=tuple(totals(run, bad=run % 2) for run in range(20)))
    assert judge(some, Alerting()).changes.opened == ()
    (alert,) = judge(some, Alerting(success_rate=0.9)).changes.opened
    assert alert.told == "10 of the last 20 parallel runs passed, and 90% are asked for"
    better = History(totals=(*some.totals, *(totals(run) for run in range(20, 40))))
    assert judge(better, Alerting(success_rate=0.9), [alert]).changes.closed[0].ending == "runs pass again"


def test_a_replay_tells_what_thresholds_would_have_raised():
    some = history(measured((1, 50), (1.3, 12), (1, 18)), failing=(runs(". F . ." + " ." * 70),))
    (told,) = replay(some, [Alerting(flaky_failures=1)], 40)
    assert told.runs == 40
    assert [(alert.subject.kind, alert.state) for alert in told.alerts] == [(Kind.SLOWER, "closed")]
    assert [one.alerts for one in replay(some, [Alerting(slower_by=0.5)], 40)] == [()]


def test_without_a_history_there_is_nothing_to_tell():
    assert judge(History(), Alerting()).changes == ((), (), ())
    assert replay(History(), [Alerting()], 10) == (((), 0),)


def test_what_comes_in_within_a_week_is_told_until_fewer_do():
    run = totals(1, started=int(8 * WEEK * 1e6))
    weeks = (Week(7 * WEEK, Counter(BH101=9)), Week(8 * WEEK, Counter(BH101=2, BH205=1), Counter(BH101=1)))
    some = History(totals=(run,), weeks=weeks)
    assert judge(some, Alerting()).changes.opened == ()
    assert judge(some, Alerting(violations=4)).changes.opened == ()
    (alert,) = judge(some, Alerting(violations=3)).changes.opened
    assert alert.told.startswith("3 came in within a week (BH101 2 ×, BH205 1 ×), and 1 were mended")
    assert judge(some, Alerting(violations=3), [alert]).changes.standing == (alert,)
    later = some._replace(totals=(run, totals(2, started=int(9 * WEEK * 1e6))))
    assert judge(later, Alerting(violations=3), [alert]).changes.closed[0].ending == "fewer come in"
    assert [len(one.alerts) for one in replay(later, [Alerting(violations=3)], 9)] == [1]
