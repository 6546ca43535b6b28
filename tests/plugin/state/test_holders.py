"""Holders see every change of content, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.state.elements import Elements, holder_of
from pytest_bulkhead.plugin.state.holders import ClassNames, Names, Slots
from pytest_bulkhead.plugin.state.likeness import likeness
from pytest_bulkhead.plugin.state.values import shown, value_of

PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=2), st.floats(allow_nan=False))
NESTED = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=1), inner, max_size=3),
    max_leaves=6,
)
MAPPING = st.dictionaries(st.text(max_size=2), NESTED, max_size=5)


@given(
    st.dictionaries(st.text(max_size=2), NESTED, max_size=5), st.dictionaries(st.text(max_size=2), NESTED, max_size=5)
)
def test_a_mapping_tells_exactly_what_is_different(before: dict[str, Any], after: dict[str, Any]) -> None:
    thing = dict(before)
    holder = Names(thing, "x", 1, is_mapping=True)
    thing.clear()
    thing.update(after)
    shifts = list(holder.shifts(value_of)) if not holder.is_same() else []
    different = {
        key for key in before.keys() | after.keys() if not _alike(before.get(key, ABSENT), after.get(key, ABSENT))
    }
    assert {shift.entry for shift in shifts} == different
    assert holder.is_same()
    for shift in shifts:
        holder.put_back(shift.entry, shift.before)
    assert thing.keys() == before.keys()
    assert all(_alike(thing[key], before[key]) for key in before)


@given(st.lists(NESTED, max_size=5), st.lists(NESTED, max_size=5))
def test_a_list_is_one_state(before: list[Any], after: list[Any]) -> None:
    thing = list(before)
    holder = Elements(thing, "x", 1)
    thing[:] = after
    shifts = list(holder.shifts(value_of)) if not holder.is_same() else []
    assert bool(shifts) == (not _alike(before, after))
    for shift in shifts:
        holder.put_back(shift.entry, shift.before)
        assert _alike(thing, before)


def _alike(one: Any, other: Any) -> bool:
    """Equal in value and in type, all the way down: 1 is not True, and 0.0 not -0.0."""
    return repr(one) == repr(other)


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_a_set_knows_what_was_added(before: set[int], after: set[int]) -> None:
    thing = set(before)
    holder = Elements(thing, "x", 1)
    thing.symmetric_difference_update(before ^ after)
    shifts = list(holder.shifts(value_of))
    assert bool(shifts) == (before != after)
    for shift in shifts:
        assert shift.added is None if before - after else set(shift.added or ()) == after - before


def test_a_class_gets_back_what_it_had() -> None:
    class Service:
        instance: object = None

    holder = ClassNames(Service, "Service", 1)
    Service.instance = 5
    Service.extra = 1  # type: ignore[attr-defined]
    shifts = {shift.entry: shift for shift in holder.shifts(value_of)}
    assert set(shifts) == {"instance", "extra"}
    for shift in shifts.values():
        holder.put_back(shift.entry, shift.before)
    assert Service.instance is None
    assert not hasattr(Service, "extra")


class Hostile:
    def __eq__(self, other: object) -> bool:
        raise AssertionError("asked")

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        raise AssertionError("asked")

    def __getattribute__(self, name: str) -> object:
        raise AssertionError("asked")


def test_no_code_of_the_project_runs() -> None:
    thing: dict[str, object] = {"a": Hostile(), "b": [Hostile()]}
    holder = Names(thing, "x", 1, is_mapping=True)
    thing["a"] = Hostile()
    thing["b"] = [Hostile()]
    (first, second) = sorted(holder.shifts(value_of), key=lambda shift: str(shift.entry))
    assert shown(first.before) == "a Hostile"
    assert shown(second.after) == "a list of 1"
    assert value_of(thing["a"]) != value_of(Hostile())


class HostileList(list[object]):
    def __iter__(self) -> Iterator[object]:
        raise AssertionError("asked")

    def __len__(self) -> int:
        raise AssertionError("asked")


class HostileDict(dict[object, object]):
    def __iter__(self) -> Iterator[object]:
        raise AssertionError("asked")

    def __len__(self) -> int:
        raise AssertionError("asked")


class HostileSlots:
    __slots__ = ("item",)

    def __getattribute__(self, name: str) -> object:
        raise AssertionError("asked")


class Quiet:
    """A key that may be put into a dictionary, and is asked nothing after that."""

    is_asked = False

    def __hash__(self) -> int:
        assert not Quiet.is_asked, "asked"
        return 1

    def __eq__(self, other: object) -> bool:
        raise AssertionError("asked")


def test_no_collection_or_key_of_the_project_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    elements, mapping, slots = HostileList([1]), HostileDict(a=1), HostileSlots()
    keyed: dict[object, object] = {Quiet(): 1}
    bag: set[object] = set()
    holders = [holder_of(thing, "x", 1) for thing in (elements, mapping, keyed, bag)]
    holders.append(Slots(slots, "x", 1))
    list.append(elements, 2)
    dict.__setitem__(mapping, "b", 2)
    keyed["b"] = Quiet()
    bag.add(Quiet())
    object.__setattr__(slots, "item", 1)
    monkeypatch.setattr("tests.plugin.state.test_holders.Quiet.is_asked", True)
    for holder in holders:
        assert holder is not None
        assert not holder.is_same()
        (shift,) = holder.shifts(value_of)
        assert holder.is_same()
        assert likeness(shift.after) != likeness(shift.before)
        assert shown(shift.entry)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (None, "None"),
        ("a" * 100, "'aaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaa'"),
        ([1, 2], "[1, 2]"),
        ({"a": {"b": object()}}, "a dict of 1"),
        (int, "class int"),
        (len, "builtin len"),
        (ABSENT, "nothing"),
        (object(), "an object"),
    ],
    ids=["None", "long", "list", "nested", "class", "builtin", "absent", "object"],
)
def test_values_are_told_in_a_few_words(thing: object, words: str) -> None:
    assert shown(thing) == words


def test_the_value_of_an_environment_variable_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUCE", "hush-hush " * 10)
    assert shown({"url": "hush-hush " * 10}) == "{'url': ***}"


@pytest.mark.parametrize(
    "thing", [5, "text", (1, 2), object(), int], ids=["number", "text", "tuple", "object", "class"]
)
def test_what_holds_nothing_of_its_own_has_no_holder(thing: object) -> None:
    assert holder_of(thing, "x", 1) is None
