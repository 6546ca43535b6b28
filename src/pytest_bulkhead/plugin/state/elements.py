"""The elements of a list, deque or set, taken as one state; and which holder a collection has."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from operator import is_
from typing import Any

from pytest_bulkhead.plugin.state.holders import Holder, Names, Pass, Shift
from pytest_bulkhead.plugin.state.kinds import collection_base
from pytest_bulkhead.plugin.state.values import Value, collection_of, value_of


class Elements(Holder):
    """The elements of a list, deque or set, taken as one state."""

    __slots__ = ("_base", "_elements")

    def __init__(self, thing: Any, label: str, depth: int) -> None:
        self._base = collection_base(type(thing))
        super().__init__(thing, label, depth)

    def take(self) -> None:
        self._elements = list(self._base.__iter__(self.thing))

    def is_same(self) -> bool:
        base, thing, known = self._base, self.thing, self._elements
        return base.__len__(thing) == len(known) and all(map(is_, base.__iter__(thing), known))

    def passes(self) -> tuple[Pass, ...]:
        return (Pass(self._base.__len__, self._base.__iter__, self.thing, self._elements),)

    @property
    def size(self) -> int:
        return len(self._elements)

    def remembered(self) -> list[Any]:
        return self._elements

    def frozen(self) -> Value:
        return collection_of(_kind(self.thing), self._elements)

    def shifts(self, former: Callable[[Any], Value]) -> Iterator[Shift]:
        before = self._elements
        self.take()
        kind = _kind(self.thing)
        was, now = collection_of(kind, before), collection_of(kind, self._elements)
        if was != now:
            is_queue = issubclass(type(self.thing), deque)
            added, is_of_filled = self._added(before), bool(before) and not is_queue
            yield Shift(None, before, self._elements, was, now, added, is_queue, is_of_filled)

    def _added(self, before: list[object]) -> tuple[object, ...] | None:
        if issubclass(type(self.thing), (set, deque)):
            old, new = set(map(value_of, before)), dict.fromkeys(map(value_of, self._elements))
            return None if old - new.keys() else tuple(one.thing for one in new if one not in old)
        same = len(before) <= len(self._elements) and all(map(is_, before, self._elements))
        return tuple(self._elements[len(before) :]) if same else None

    def held(self) -> list[tuple[str, Any]]:
        return [(f"{self.label}[…]", element) for element in self._elements]

    def put_back(self, entry: Any, thing: Any) -> None:
        elements = thing
        self.thing.clear()
        if isinstance(self.thing, set):
            self.thing.update(elements)
        else:
            self.thing.extend(elements)


def _kind(collection: object) -> type:
    return set if issubclass(type(collection), set) else type(collection)


def holder_of(thing: Any, label: str, depth: int) -> Holder | None:
    """The holder for a collection, None for what is none."""
    kind = type(thing)
    if issubclass(kind, dict):
        return Names(thing, label, depth, is_mapping=True)
    if issubclass(kind, (list, deque)) or kind is set:
        return Elements(thing, label, depth)
    return None
