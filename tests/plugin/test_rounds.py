"""A sensor is asked when one of its signs has changed, and left alone otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType

import pytest

from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.plugin.rounds import Round, loaded
from pytest_bulkhead.plugin.sensor import Change, Sensor, Signs


class Signed(Sensor):
    """Shows what it is given."""

    hazards = (environ.HAZARD,)
    kind = "signed"
    mentions = "never"

    def __init__(self) -> None:
        self.thing: object = [1]
        self.value: object = {"a": [1]}
        self.noted: list[int] = []
        self.has_signs = True

    def signs(self) -> Signs | None:
        if not self.has_signs:
            return None
        noted = Signs.noted_in(self, "noted")
        return noted._replace(identical=(lambda: self.thing,), equal=(lambda: self.value,))

    def start(self) -> None:
        """Nothing is looked at."""

    def poll(self) -> Iterable[Change]:
        return ()

    def describe(self, name: str, before: object, after: object) -> str:
        return name


@pytest.fixture
def signed() -> Signed:
    return Signed()


@pytest.fixture
def rounds(signed: Signed) -> Round:
    other = Signed()
    rounds = Round([("signed", signed), ("other", other)])
    assert asked(rounds) == ["signed", "other"], "whoever was never asked is"
    assert asked(rounds) == []
    return rounds


def asked(rounds: Round) -> list[str]:
    return [kind for kind, _ in rounds.due(loaded())]


def test_another_object_is_a_change_though_it_is_equal(rounds: Round, signed: Signed) -> None:
    signed.thing = [1]
    assert asked(rounds) == ["signed", "other"]
    assert asked(rounds) == []


def test_an_equal_value_is_none(rounds: Round, signed: Signed) -> None:
    signed.value = {"a": [1]}
    assert asked(rounds) == []


@pytest.mark.parametrize("value", [{"a": [1]}, [1, 2], {1, 2}])
def test_what_changes_in_place_is_seen(value: dict[str, object] | list[object] | set[object]) -> None:
    signed = Signed()
    signed.value = value
    rounds = Round([("signed", signed)])
    rounds.due(loaded())
    value.pop(*("a",) if isinstance(value, dict) else ())
    assert asked(rounds) == ["signed"]
    assert asked(rounds) == []


def test_only_who_has_noted_something_is_asked_as_long_as_it_has(rounds: Round, signed: Signed) -> None:
    signed.noted.append(1)
    assert asked(rounds) == ["signed"]
    assert asked(rounds) == ["signed"]
    signed.noted = []
    assert asked(rounds) == []


def test_what_is_noted_in_another_place_after_a_sensor_was_asked_is_seen(rounds: Round, signed: Signed) -> None:
    signed.noted.append(1)
    assert asked(rounds) == ["signed"]
    signed.noted = []
    assert asked(rounds) == []
    signed.noted.append(2)
    assert asked(rounds) == ["signed"]


def test_so_it_is_where_the_place_was_empty_when_it_was_asked(rounds: Round, signed: Signed) -> None:
    signed.thing = object()
    assert asked(rounds) == ["signed", "other"]
    signed.noted = []
    signed.noted.append(1)
    assert asked(rounds) == ["signed"]


@pytest.mark.parametrize("value", [True, "text", (1,)])
def test_what_is_noted_in_no_container_is_seen(signed: Signed, monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    monkeypatch.setattr(signed, "noted", False)
    rounds = Round([("signed", signed), ("other", Signed())])
    rounds.due(loaded())
    monkeypatch.setattr(signed, "noted", value)
    assert asked(rounds) == ["signed"]
    assert asked(rounds) == ["signed"]


def test_everyone_is_asked_while_the_modules_are_hidden(rounds: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hiding:
        hiding.setattr(sys, "modules", {})
        told = loaded()
    assert told is None
    assert [kind for kind, _ in rounds.due(told)] == ["signed", "other"]
    assert [kind for kind, _ in rounds.due(told)] == ["signed", "other"]


def test_what_changes_while_sensors_are_asked_is_seen_the_next_time(rounds: Round, signed: Signed) -> None:
    signed.thing = object()
    rounds.due(loaded())
    signed.value = "as one of the polls has left it"
    assert asked(rounds) == ["signed", "other"]


def test_an_import_has_everyone_asked(rounds: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "just_imported", ModuleType("just_imported"))
    assert asked(rounds) == ["signed", "other"]


def test_an_import_for_which_something_else_went_has_everyone_asked(
    rounds: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "just_imported", ModuleType("just_imported"))
    rounds.due(loaded())
    monkeypatch.delitem(sys.modules, "just_imported")
    monkeypatch.setitem(sys.modules, "imported_now", ModuleType("imported_now"))
    assert asked(rounds) == ["signed", "other"]


def test_who_shows_nothing_is_always_asked(signed: Signed) -> None:
    signed.has_signs = False
    rounds = Round([("signed", signed), ("other", Signed())])
    rounds.due(loaded())
    assert asked(rounds) == ["signed"]


def test_who_cannot_tell_its_signs_is_always_asked(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signed, "has_signs")
    rounds = Round([("signed", signed), ("other", Signed())])
    rounds.due(loaded())
    assert asked(rounds) == ["signed"]


def test_a_sign_that_cannot_be_read_has_everyone_asked(rounds: Round, signed: Signed) -> None:
    del signed.value
    assert asked(rounds) == ["signed", "other"]
    assert asked(rounds) == ["signed", "other"]
    signed.value = {"a": [1]}
    rounds.due(loaded())
    assert asked(rounds) == []
