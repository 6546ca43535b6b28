"""Attributes of others' modules and classes, as far as the tests' own code assigns to such."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from pytest_bulkhead.hazards.catalogue import global_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Sensor, Work
from pytest_bulkhead.plugin.state.assigned import assigned_names
from pytest_bulkhead.plugin.state.ownership import Ownership, namespace
from pytest_bulkhead.plugin.state.values import Value, shown, value_of


class ForeignAttributes(Sensor):
    """Looks at nothing but what the code of the test modules seen so far could have assigned."""

    hazards = (global_state.HAZARD,)
    kind = "attribute"
    mentions = r"(?!)"
    depth = Depth.DEEP
    is_fine = False

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._watched: dict[Hashable, tuple[Any, str, Any]] = {}

    def stand_on(self, ground: Ground) -> None:
        self._own = Ownership(ground)

    def start(self) -> None:
        """Test modules are met as their tests come."""

    def attend(self, work: Work) -> None:
        if work.path in self._met:
            return
        self._met.add(work.path)
        for receiver, name in assigned_names(work.module, self._own):
            key = (id(receiver), name)
            if key not in self._watched:
                self._watched[key] = (receiver, name, _read(receiver, name))

    def poll(self) -> Iterable[Change]:
        shifted = [
            (key, now)
            for key, (receiver, name, was) in self._watched.items()
            if (now := _read(receiver, name)) is not was
        ]
        return list(self._changes(shifted)) if shifted else ()

    def restore(self, key: Hashable, before: object) -> bool:
        if key not in self._watched:
            return False
        receiver, name, _ = self._watched[key]
        if isinstance(before, Value):
            setattr(receiver, name, before.thing)
        else:
            delattr(receiver, name)
        return True

    def mentions_of(self, name: str) -> str:
        return rf"\b{name.rpartition('.')[2]}\b"

    def describe(self, name: str, before: object, after: object) -> str:
        if after is ABSENT:
            return f"{name} removed"
        if before is ABSENT:
            return f"{name} added, {_words(after)}"
        return f"{name} changed from {_words(before)} to {_words(after)}"

    def _changes(self, shifted: Iterable[tuple[Hashable, Any]]) -> Iterator[Change]:
        for key, now in shifted:
            receiver, name, was = self._watched[key]
            self._watched[key] = (receiver, name, now)
            yield Change(f"{_called(receiver)}.{name}", key, _token(was), _token(now))


def _read(receiver: Any, name: str) -> Any:
    """What an attribute is, without asking anything of its owner's."""
    names = type.__getattribute__(receiver, "__dict__") if isinstance(receiver, type) else namespace(receiver)
    return names.get(name, ABSENT)


def _token(thing: object) -> object:
    return ABSENT if thing is ABSENT else value_of(thing)


def _words(value: object) -> str:
    return shown(value.thing if isinstance(value, Value) else value)


def _called(receiver: Any) -> str:
    if not isinstance(receiver, type):
        return str(namespace(receiver).get("__name__", "?"))
    module = type.__getattribute__(receiver, "__module__")
    return f"{module}.{type.__getattribute__(receiver, '__qualname__')}"
