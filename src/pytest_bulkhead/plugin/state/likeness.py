"""What two tests leave in one place: alike, or not, as far as plain data tells."""

from __future__ import annotations

from collections import deque
from typing import Any

_DEEPEST = 3
_MOST = 200
# A float is a time or a measurement more often than not; two of them say nothing.
_TELLING = (type(None), bool, int, str, bytes)


def likeness(thing: object) -> object:
    """Something that is equal for things that hold the same plain data in the same places.

    What cannot be compared without running the project's code counts by its class alone.
    """
    return _likeness(thing, _DEEPEST, set())


def _likeness(thing: Any, depth: int, above: set[int]) -> object:
    kind = type(thing)
    if kind in _TELLING:
        return (kind, thing)
    if issubclass(kind, type):
        return thing
    if depth == 0 or id(thing) in above:
        return kind
    above = above | {id(thing)}
    if issubclass(kind, dict):
        pairs = list(dict.items(thing))[:_MOST]
        return (kind, tuple((_likeness(key, 1, above), _likeness(value, depth - 1, above)) for key, value in pairs))
    if issubclass(kind, (list, tuple, deque)):
        return (kind, tuple(_likeness(one, depth - 1, above) for one in list(thing)[:_MOST]))
    if issubclass(kind, (set, frozenset)):
        return (kind, frozenset(_likeness(one, depth - 1, above) for one in list(thing)[:_MOST]))
    try:
        names = object.__getattribute__(thing, "__dict__")
    except (AttributeError, TypeError):
        return kind
    return (kind, _likeness(names, depth, above)) if type(names) is dict else kind
