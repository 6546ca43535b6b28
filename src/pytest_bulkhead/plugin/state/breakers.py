"""Circuit breakers, whoever made their class, and what they remember of failures."""

from __future__ import annotations

import re
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any

from pytest_bulkhead.plugin.state.kinds import is_class
from pytest_bulkhead.plugin.state.ownership import namespace

_CLASS = "CircuitBreaker"
_PLAIN = frozenset({bool, int, str, type(None)})
_REMEMBERS = re.compile(r"fail|state|status|open|trip|error", re.IGNORECASE)
# What counts on for ever, tells a time, or is how the breaker was set up, decides no call.
_DECIDES_NOTHING = re.compile(
    r"total|last|time|_at$|max|limit|thresh|histor|metric|storage|listen|on_|expect", re.IGNORECASE
)

_COUNTS = re.compile(r"(count|counter|failures|errors)$", re.IGNORECASE)
_TRIPPED = re.compile(r"open|tripped", re.IGNORECASE)
_REGISTRY = re.compile(r"breaker", re.IGNORECASE)

Memory = Mapping[str, object]
"""What a breaker remembers, by the names of its attributes."""


class _Kinds:
    """Whether objects of a class are breakers, kept as long as the class lives."""

    def __init__(self) -> None:
        self._known: weakref.WeakKeyDictionary[type, bool] = weakref.WeakKeyDictionary()

    def is_breaker(self, kind: type) -> bool:
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = any(one.__name__.endswith(_CLASS) for one in kind.__mro__)
        return known


_KINDS = _Kinds()


def is_breaker(thing: object) -> bool:
    """Whether it is an object of a class that is called a circuit breaker, or that comes from one."""
    return _KINDS.is_breaker(type(thing))


def remembers(name: object) -> bool:
    """Whether a breaker's attribute of this name is about failures, and bears on the next call."""
    return isinstance(name, str) and _REMEMBERS.search(name) is not None and _DECIDES_NOTHING.search(name) is None


def memory_of(breaker: object) -> Memory:
    """What a breaker, or the storage that it keeps for the purpose, remembers; no code of either is run."""
    found = dict(_remembered(breaker))
    home = _home(breaker)
    for name, value in _attributes(breaker):
        if type(value) not in _PLAIN and _home(value) == home and not is_breaker(value):
            for inner, what in _remembered(value):
                found.pop(inner, None)  # a view of it
                found[f"{name}.{inner}"] = what
    return found


def is_at_rest(memory: Memory) -> bool:
    """Whether it is what a breaker remembers before its first failure, as far as the values themselves tell."""
    return all(not value or "close" in str(value).lower() for value in memory.values())


def is_tripped(memory: Memory) -> bool:
    """Whether these are surely failures, also where it is not known what the breaker remembered at first."""
    return any(
        (type(value) is int and value > 0 and _COUNTS.search(name) is not None)
        or (value is True and _TRIPPED.search(name) is not None)
        or (type(value) is str and _TRIPPED.search(value) is not None)
        for name, value in memory.items()
    )


def registries_in(module: ModuleType) -> Iterator[tuple[str, dict[Any, Any]]]:
    """The dictionaries of a module in which breakers are kept, by their names, once there are any."""
    names = namespace(module)
    for name, value in tuple(names.items()):
        if type(value) is dict and _REGISTRY.search(name):
            yield f"{names.get('__name__', '?')}.{name}", value


def breakers_in(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The breakers that outlive every test: a module's globals, class attributes, and those that wrap functions."""
    names = namespace(module)
    home = str(names.get("__name__", "?"))
    for name, value in tuple(names.items()):
        if is_breaker(value):
            yield f"{home}.{name}", value
        elif is_class(value):
            inside = type.__getattribute__(value, "__dict__")
            if inside.get("__module__") != home:
                continue
            for inner, held in tuple(inside.items()):
                if is_breaker(held):
                    yield f"{home}.{name}.{inner}", held
                else:
                    yield from _around(f"{home}.{name}.{inner}", held)
        else:
            yield from _around(f"{home}.{name}", value)


def _around(name: str, thing: object) -> Iterator[tuple[str, object]]:
    """The breaker that a decorator has put around a function."""
    if type(thing) is not FunctionType or "__wrapped__" not in thing.__dict__:
        return
    for cell in thing.__closure__ or ():
        try:
            held = cell.cell_contents
        except ValueError:  # nothing is in it yet
            continue
        if is_breaker(held):
            yield name, held


def _remembered(thing: object) -> Iterator[tuple[str, object]]:
    for name, value in _attributes(thing):
        if not remembers(name):
            continue
        if type(value) in _PLAIN:
            yield name, value
        elif issubclass(type(value), Enum):
            yield name, value.name
        elif issubclass(type(value), (list, deque)):
            yield name, len(value)
        elif _home(value) == _home(thing):
            yield name, type(value).__name__


def _attributes(thing: Any) -> tuple[tuple[str, Any], ...]:
    try:
        names = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return ()
    return tuple(names.items()) if type(names) is dict else ()


def _home(thing: object) -> str:
    return type(thing).__module__
