"""What two tests leave in one place: alike, or not, as far as plain data tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from pytest_bulkhead.plugin.sensor import Same
from pytest_bulkhead.plugin.state.kinds import elements_of

_DEEPEST = 3
_MOST = 200
# A float is a time or a measurement more often than not; two of them say nothing.
_TELLING = (type(None), bool, int, str, bytes)


class Pairs(list[tuple[Any, Any]]):
    """Keys and values: a dictionary of them would ask the keys for their hashes."""


Contents = Pairs | list[Any] | None


def contents(thing: Any) -> Contents:
    """What a collection or object holds, None for what holds nothing, without asking any code of the project's."""
    kind = type(thing)
    if issubclass(kind, dict):
        return Pairs(dict.items(thing))
    if issubclass(kind, (list, tuple, deque, set, frozenset)):
        return list(elements_of(thing))
    try:
        names = object.__getattribute__(thing, "__dict__")
    except (AttributeError, TypeError):
        return None
    return Pairs(names.items()) if type(names) is dict else None


def likeness(thing: object, held: Callable[[Any], Contents] = contents) -> object:
    """Something that is equal for things that hold the same plain data in the same places.

    What cannot be compared without running the project's code counts by its class alone.

    Args:
        thing: what is to be compared.
        held: tells what a thing held at the moment that is meant.
    """
    return _likeness(thing, held, _DEEPEST, frozenset())


def _likeness(thing: Any, held: Callable[[Any], Contents], depth: int, above: frozenset[int]) -> object:
    kind = type(thing)
    if kind in _TELLING:
        return (kind, thing)
    if issubclass(kind, type):
        return Same(thing)
    inside = held(thing) if depth and id(thing) not in above else None
    if inside is None:
        return Same(kind)
    above = above | {id(thing)}
    if isinstance(inside, Pairs):
        pairs = inside[:_MOST]
        return (
            Same(kind),
            tuple((_likeness(k, held, 1, above), _likeness(v, held, depth - 1, above)) for k, v in pairs),
        )
    parts = [_likeness(one, held, depth - 1, above) for one in inside[:_MOST]]
    return (Same(kind), frozenset(parts) if issubclass(kind, (set, frozenset)) else tuple(parts))
