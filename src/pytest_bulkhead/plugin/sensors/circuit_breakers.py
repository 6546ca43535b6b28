"""Circuit breakers that tests share, and the failures that these remember."""

from __future__ import annotations

import re
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pytest_bulkhead.hazards.catalogue import circuit_breaker
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import Change, Filling, Sensor, Signs
from pytest_bulkhead.plugin.snapshot import imported
from pytest_bulkhead.plugin.state.breakers import (
    Memory,
    breakers_in,
    is_at_rest,
    is_breaker,
    is_tripped,
    memory_of,
    registries_in,
)
from pytest_bulkhead.plugin.state.kinds import is_module
from pytest_bulkhead.plugin.state.ownership import Ownership


class CircuitBreakers(Sensor):
    """Follows the breakers of the project's modules as these are imported; what closes one is no leak."""

    hazards = (circuit_breaker.HAZARD,)
    kind = "circuit-breaker"
    mentions = r"\bbreaker\b"
    is_fine = False

    def __init__(self) -> None:
        self._own: Ownership | None = None
        self._modules = 0
        self._imported: tuple[int, int] | None = None
        self._registries: list[tuple[str, dict[Any, Any]]] = []
        self._breakers: dict[int, _Breaker] = {}
        self._count = 0

    def stand_on(self, ground: Ground) -> None:
        self._own = Ownership(ground)

    def signs(self) -> Signs | None:
        return Signs.noted_in(self, "_registries", "_breakers")

    def start(self) -> None:
        self._meet()
        self._look_up()

    def poll(self) -> Iterable[Change]:
        if imported() != self._imported:
            self._meet()
        self._look_up()
        if not self._breakers:
            return ()
        changes = [change for breaker in self._breakers.values() for change in breaker.changes()]
        self._breakers = {key: breaker for key, breaker in self._breakers.items() if breaker.is_alive}
        return changes

    def mentions_of(self, name: str) -> str:
        return rf"\b{re.escape(name.partition('[')[0].rpartition('.')[2])}\b"

    def describe(self, name: str, before: object, after: object) -> str:
        was: Memory = dict(before) if isinstance(before, tuple) else {}
        now: Memory = dict(after) if isinstance(after, tuple) else {}
        changed = [
            (one, is_) for one, is_ in now.items() if (was[one] != is_ if one in was else not is_at_rest({one: is_}))
        ]
        told = ", ".join(f"{one.rpartition('.')[2]} {_shown(is_)}{_formerly(was, one)}" for one, is_ in changed)
        return f"the circuit breaker {name} with {told}"

    def _meet(self) -> None:
        """Take up what the modules hold that were imported since the last time."""
        count, self._imported = len(sys.modules), imported()
        # New ones stand at the end, unless some went.
        fresh = list(islice(sys.modules.items(), self._modules if count > self._modules else 0, None))
        self._modules = count
        for name, module in fresh:
            if self._own is None or not is_module(module) or not self._own.is_own(name):
                continue
            self._registries += registries_in(module)
            for label, breaker in breakers_in(module):
                self._follow(label, breaker)

    def _look_up(self) -> None:
        """Take up the breakers that were made when they were asked for, and leave those that were taken out again."""
        for label, registry in self._registries:
            for key, value in tuple(registry.items()) if registry else ():
                if is_breaker(value):
                    self._follow(f"{label}[{key!r}]" if type(key) is str else label, value, registry)
        for breaker in self._breakers.values():
            breaker.is_alive = breaker.is_registered()

    def _follow(self, label: str, breaker: object, registry: Mapping[Any, Any] | None = None) -> None:
        known = self._breakers.get(id(breaker))
        if known is None or not known.is_of(breaker):  # another may stand where one was that is gone
            self._count += 1
            self._breakers[id(breaker)] = _Breaker(label, breaker, self._count, registry)


class _Breaker:
    """One breaker, and what it remembered at the last look."""

    __slots__ = ("_first", "_key", "_known", "_name", "_reference", "_registry", "is_alive")

    def __init__(self, name: str, breaker: object, number: int, registry: Mapping[Any, Any] | None) -> None:
        """Take what it remembers as what there is, unless these are failures already.

        Args:
            name: what people call it.
            breaker: the breaker itself, which is not kept alive.
            number: tells it from others of the same name.
            registry: where it was found, and is looked for, None if that is for good.
        """
        self._name = name
        self._key = (name, number)
        self._reference = _weakly(breaker)
        self._registry = registry
        self.is_alive = True
        first = memory_of(breaker)
        # It may have been made, and tripped, since the last look.
        self._first = self._known = {} if is_tripped(first) else first

    def is_of(self, breaker: object) -> bool:
        """Whether it is this one."""
        return self._reference() is breaker

    def is_registered(self) -> bool:
        """Whether it is still where it was found."""
        return self._registry is None or any(value is self._reference() for value in self._registry.values())

    def changes(self) -> Iterator[Change]:
        """What it remembers now, if that is something else; nothing where there is nobody left to ask."""
        breaker = self._reference()
        self.is_alive = self.is_alive and breaker is not None
        now = memory_of(breaker) if self.is_alive else self._first
        if now == self._known:
            return
        before, self._known = self._known, now
        is_harmless = now == self._first or is_at_rest(now)
        yield Change(self._name, self._key, _frozen(before), _frozen(now), filling=Filling.first_if(is_harmless))


def _weakly(thing: object) -> Callable[[], object]:
    try:
        return weakref.ref(thing)
    except TypeError:
        return lambda: thing


def _frozen(memory: Memory) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(memory.items()))


def _formerly(was: Memory, name: str) -> str:
    return f" (was {_shown(was[name])})" if name in was else ""


def _shown(value: object) -> str:
    """Numbers and the words of a state; any other text may be a value that is nobody's business."""
    if isinstance(value, str):
        return value if re.fullmatch(r"[\w-]{1,30}", value) else "another text"
    return str(value)
