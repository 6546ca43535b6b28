"""Alerts are remembered as they are, by their names."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.history.alerts.alert import Alert, Kind, Subject
from pytest_bulkhead.history.alerts.changing import acknowledge
from pytest_bulkhead.history.kept_alerts import keep_alerts, kept_alerts
from pytest_bulkhead.history.schema import alerts as table
from pytest_bulkhead.history.store import open_store

FLAKY = Alert(Subject(Kind.FLAKY, "t.py::a[\x00]", "here"), "it is so", {"rate": 0.25, "owners": "@us"}, 1)
SLOWER = Alert(Subject(Kind.SLOWER, "t.py::a", "here", "cpu"), "it takes long", {}, 2)


def keep(store, *alerts):
    with store.writing() as connection:
        keep_alerts(connection, alerts)


def kept(store, since=None):
    with store.reading() as connection:
        return kept_alerts(connection, since)


def test_what_is_open_is_remembered(store):
    keep(store, SLOWER)
    keep(store, FLAKY)
    told = kept(store)
    assert told[1] == SLOWER
    assert (told[0].evidence, told[0].opened, told[0].subject.kind) == (FLAKY.evidence, 1, Kind.FLAKY)


def test_what_has_become_of_one_takes_its_place(store):
    keep(store, SLOWER)
    known = acknowledge(SLOWER, "me", "a bigger sample", 3)
    keep(store, known)
    assert kept(store) == [known]
    keep(store, known._replace(closed=9, ending="it is over"))
    assert kept(store) == kept(store, since=10) == []
    assert [one.ending for one in kept(store, since=9)] == ["it is over"]


def test_an_alert_of_a_later_version_is_passed_over(store):
    keep(store, SLOWER)
    with store.writing() as connection:
        connection.execute(table.update().values(kind="something-new"))
    assert kept(store) == []


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(
            Alert,
            st.builds(Subject, st.sampled_from(Kind), _TEXT, _TEXT, _TEXT),
            _TEXT,
            st.dictionaries(_TEXT, _TEXT | st.integers(-9, 9) | st.floats(0, 1), max_size=2),
            opened=st.integers(0, 2**60),
            acknowledged=st.none(),
            by=st.just(""),
            why=st.just(""),
            ending=st.just(""),
            closed=st.none(),
        ),
        max_size=4,
        unique_by=lambda alert: alert.name,
    )
)
def test_whatever_is_kept_is_had_again(tmp_path_factory, alerts):
    with open_store(tmp_path_factory.mktemp("store") / "history.sqlite") as store:
        keep(store, *alerts)
        assert sorted(kept(store), key=lambda one: one.name) == sorted(alerts, key=lambda one: one.name)
