"""Values as the ledger keeps them: plain data equals by content, everything else equals itself alone."""

from __future__ import annotations

import os
import reprlib
from collections import deque
from typing import Any

from pytest_bulkhead.plugin.fading import Faded, Weak, faded
from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.state.kinds import is_class

PLAIN = (type(None), bool, int, float, complex, str, bytes)
_DEEPEST = 4
_LARGEST = 1000


class Value:
    """Something that a state has been, with what it held at that moment."""

    __slots__ = ("_content", "likeness", "thing")

    def __init__(self, thing: object, content: object, likeness: object = None) -> None:
        self.thing = thing
        self.likeness = likeness
        self._content = content

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return self.thing is other.thing if self._content is None else self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content) if self._content is not None else object.__hash__(self.thing)

    def faded(self) -> Faded | Weak:
        """What equals it and keeps nothing alive."""
        return Weak(self.thing) if self._content is None else Faded(faded(self._content))

    @property
    def is_empty(self) -> bool:
        """Whether it is None, or a collection or text without anything in it."""
        if self.thing is None:
            return True
        return self._content is not None and self._content[-1] in ((), "", b"", frozenset())  # type: ignore[index]

    def __repr__(self) -> str:
        return shown(self.thing)


def value_of(thing: object) -> Value:
    """A value as it is now."""
    return Value(thing, _content(thing, _DEEPEST))


def collection_of(kind: type, elements: list[Any]) -> Value:
    """A collection of some kind as it was when it held these elements."""
    if len(elements) > _LARGEST:
        return Value(elements, (kind, len(elements), tuple(map(_Same, elements))))
    tokens = [_token(one, _DEEPEST - 1) for one in elements]
    return Value(elements, (kind, frozenset(tokens) if kind is set else tuple(tokens)))


def mapping_of(kind: type, keys: list[Any], values: list[Any]) -> Value:
    """A mapping as it was when it held these."""
    # To make a dictionary is to ask its keys for their hashes.
    if kind is not dict or any(_content(key, 2) is None for key in keys):
        return Value(values, None)
    return value_of(dict(zip(keys, values, strict=True)))


def is_plain(thing: object) -> bool:
    """Whether a value is a number, a text or None."""
    return type(thing) in PLAIN


class _Same:
    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return object.__hash__(self.thing)

    def faded(self) -> Weak:
        return Weak(self.thing)


def _token(thing: object, depth: int) -> object:
    content = _content(thing, depth)
    return _Same(thing) if content is None else content


def _content(thing: Any, depth: int) -> Any:
    """What stands for equal content; None for a thing that equals itself alone."""
    kind = type(thing)
    if kind in PLAIN:
        return (kind, repr(thing) if kind in (float, complex) else thing)
    if depth == 0:
        return None
    if kind in (list, tuple, deque):
        held = tuple(thing)
        return None if len(held) > _LARGEST else (kind, tuple(_token(one, depth - 1) for one in held))
    if kind is dict:
        pairs = tuple(thing.items())
        return None if len(pairs) > _LARGEST else (kind, tuple((_token(k, 1), _token(v, depth - 1)) for k, v in pairs))
    if kind in (set, frozenset):
        held = tuple(thing)
        return None if len(held) > _LARGEST else (kind, frozenset(_token(one, depth - 1) for one in held))
    return None


_SHORTEST_VALUE = 6


class _Words(reprlib.Repr):
    """Never tells the value of an environment variable, wherever the project has put it."""

    def repr_str(self, x: str, level: int) -> str:
        if len(x) >= _SHORTEST_VALUE and x in os.environ.values():
            return "***"
        return super().repr_str(x, level)


_SHORT = _Words()
_SHORT.maxstring = _SHORT.maxother = 40
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = _SHORT.maxdeque = 3
_SHORT.maxlevel = 2
_CONTAINERS = (list, tuple, dict, set, frozenset, deque)


def shown(thing: object) -> str:
    """A value in a few words, without running any code of the project's: `None`, `'a'`, `[1, 2]`, `a Client`."""
    if thing is ABSENT:
        return "nothing"
    if is_plain(thing) or (type(thing) in _CONTAINERS and _all_plain(thing, 2)):
        return _SHORT.repr(thing)
    name = type.__getattribute__(type(thing), "__name__")
    if is_class(thing):
        return f"class {type.__getattribute__(thing, '__name__')}"
    if name in ("function", "builtin_function_or_method", "method"):
        return f"{name.partition('_')[0]} {getattr(thing, '__name__', '?')}"
    if type(thing) in _CONTAINERS:
        return f"{_article(name)} of {len(thing)}"  # type: ignore[arg-type]
    return _article(str(name))


def _all_plain(thing: Any, depth: int) -> bool:
    if is_plain(thing):
        return True
    if depth == 0 or type(thing) not in _CONTAINERS or len(thing) > 50:
        return False
    inside = (*thing.keys(), *thing.values()) if type(thing) is dict else tuple(thing)
    return all(_all_plain(one, depth - 1) for one in inside)


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
