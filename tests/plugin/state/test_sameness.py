"""One pass over many holders says the same as asking each of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.state.elements import holder_of
from pytest_bulkhead.plugin.state.holders import ClassNames, Holder, Names, Slots
from pytest_bulkhead.plugin.state.sameness import Sameness


class _Slotted:
    __slots__ = ("a", "b")


def _things() -> tuple[list[Any], list[Holder]]:
    slotted = _Slotted()
    slotted.a = 1
    kind = type("Kind", (), {"a": 1})
    things: list[Any] = [{"a": 1, "b": 2}, {"a": 1}, [1, 2], [3], deque([1]), {1, 2}, kind, slotted]
    collections = [holder_of(thing, "x", 1) for thing in things[1:6]]
    assert all(collections)
    named = [Names(things[0], "x", 1), ClassNames(kind, "x", 1), Slots(slotted, "x", 1)]
    return things, [*named, *(one for one in collections if one is not None)]


CHANGES: list[Callable[[list[Any]], object]] = [
    lambda things: None,
    lambda things: things[0].update(a=object()),
    lambda things: things[0].pop("b", None),
    lambda things: things[1].update({"z": things[1].pop("a", 1)}),  # another key with the same value
    lambda things: things[2].append(4),
    lambda things: things[2].reverse(),
    lambda things: things[3].clear(),
    lambda things: (things[2].append(3), things[3].clear()),  # as many as before, all together
    lambda things: things[4].append(9),
    lambda things: things[5].add(9),
    lambda things: setattr(things[6], "a", 2),
    lambda things: setattr(things[7], "b", 2),
    lambda things: (things[0].update(a=0), things[0].update(a=1)),  # and back
]


@given(st.lists(st.sampled_from(CHANGES), max_size=3))
def test_it_lasts_as_long_as_each_holder_is_the_same(changes: list[Callable[[list[Any]], object]]) -> None:
    things, holders = _things()
    sameness = Sameness(holders)
    for change in changes:
        change(things)
        assert sameness.lasts() == all(holder.is_same() for holder in holders)


def test_nothing_is_the_same_as_nothing() -> None:
    assert Sameness([]).lasts()
