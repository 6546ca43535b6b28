"""An alert is opened once, stays open until it is over, and is silent once somebody knows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.alerts.alert import Alert, Kind, Signal, Subject
from pytest_bulkhead.history.alerts.changing import acknowledge, change

FLAKY = Subject(Kind.FLAKY, "t.py::a", "here")
SLOWER = Subject(Kind.SLOWER, "t.py::a", "here", "cpu")
_SUBJECTS = [FLAKY, SLOWER, Subject(Kind.BROKEN, "t.py::a", "here"), Subject(Kind.LARGER, "t.py::b", "here", "growth")]
_STEPS = st.lists(st.sets(st.sampled_from(_SUBJECTS)), max_size=8)


def signal(subject, weight=1.0):
    return Signal(subject, "it is so", {"weight": weight})


def stays(alert):
    return ""


def ends(alert):
    return "it is over"


def test_what_is_open_is_not_opened_again():
    first = change((), [signal(FLAKY)], stays, 1)
    again = change(first.opened, [signal(FLAKY)], stays, 2)
    assert [alert.subject for alert in first.opened] == [FLAKY]
    assert (again.opened, again.closed) == ((), ())
    assert again.standing == first.opened


def test_without_a_signal_it_stays_until_it_is_known_to_be_over():
    opened = change((), [signal(SLOWER)], stays, 1).opened
    assert change(opened, [], stays, 2).standing == opened
    (closed,) = change(opened, [], ends, 3).closed
    assert (closed.state, closed.closed, closed.ending) == ("closed", 3, "it is over")
    assert change([closed], [signal(SLOWER)], stays, 4).opened[0].name != closed.name


def test_a_level_that_somebody_accepted_is_told_again_when_it_rises():
    (opened,) = change((), [signal(SLOWER)], stays, 1).opened
    known = acknowledge(opened, "me", "a bigger sample", 2)
    assert known.state == "acknowledged"
    worse = change([known], [signal(SLOWER)], stays, 3)
    assert [alert.opened for alert in worse.opened] == [3]
    assert [alert.subject for alert in worse.closed] == [SLOWER]


def test_a_state_that_somebody_knows_of_is_not_told_again():
    (opened,) = change((), [signal(FLAKY)], stays, 1).opened
    told = change([acknowledge(opened, "me", "", 2)], [signal(FLAKY)], ends, 3)
    assert (told.opened, told.closed, len(told.standing)) == ((), (), 1)


def test_what_weighs_most_comes_first():
    other = FLAKY._replace(test="t.py::dear")
    told = change((), [signal(SLOWER), signal(FLAKY), signal(other, 9.0)], stays, 1).opened
    assert [alert.subject for alert in told] == [other, FLAKY, SLOWER]


def test_two_alerts_of_one_moment_have_two_names():
    opened = change((), [signal(FLAKY), signal(SLOWER)], stays, 1).opened
    assert len({alert.name for alert in opened}) == 2


@given(_STEPS)
def test_of_each_subject_one_alert_is_open_as_long_as_it_is_seen(steps):
    known: tuple[Alert, ...] = ()
    for now, seen in enumerate(steps, 1):
        told = change(known, [signal(subject) for subject in seen], ends, now)
        open_ = (*told.standing, *told.opened)
        assert {alert.subject for alert in open_} == seen
        assert len(open_) == len(seen)
        assert {alert.subject for alert in told.closed} == {
            alert.subject for alert in known if alert.state != "closed"
        } - seen
        known = (*open_, *told.closed)
