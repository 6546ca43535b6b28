"""FastAPI's dependency overrides of every live app."""

from __future__ import annotations

import functools
import gc
import itertools
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from operator import is_
from typing import Any

from pytest_bulkhead.hazards.catalogue import override_leak
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Change, Same, Sensor
from pytest_bulkhead.plugin.trace import caller_trace

_MODULE = "fastapi.applications"


class DependencyOverrides(Sensor):
    """Follows the apps that exist. FastAPI is not imported by us; once the suite has, new apps announce themselves."""

    hazards = (override_leak.HAZARD,)
    kind = "override"
    mentions = r"\bdependency_overrides\b"

    def __init__(self) -> None:
        self._class: Any = None
        self._constructors: tuple[Callable[..., None], Callable[..., None]] | None = None
        self._known: weakref.WeakKeyDictionary[Any, dict[Any, Any]] = weakref.WeakKeyDictionary()
        self._numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._count = itertools.count()
        self._newborn: list[int] = []

    def start(self) -> None:
        self._meet_fastapi()

    def stop(self) -> None:
        if self._constructors is not None and self._class.__init__ is self._constructors[1]:
            self._class.__init__ = self._constructors[0]

    def poll(self) -> Iterable[Change | Birth]:
        if self._class is None and not self._meet_fastapi():
            return ()
        seen: list[Change | Birth] = [Birth(number) for number in self._newborn]
        self._newborn.clear()
        for app, known in list(self._known.items()):
            now = _overrides(app)
            if len(now) == len(known) and all(map(is_, now.values(), known.values())) and all(map(is_, now, known)):
                continue
            self._known[app] = dict(now)
            seen.extend(_changes(self._numbers[app], known, now))
        return seen

    def describe(self, name: str, before: object, after: object) -> str:
        if after is ABSENT:
            return f"the override of {name} removed"
        return f"the override of {name} {'in place' if before is ABSENT else 'changed'}"

    def _meet_fastapi(self) -> bool:
        fastapi = getattr(sys.modules.get(_MODULE), "FastAPI", None)
        if not isinstance(fastapi, type):
            return False
        self._class = fastapi
        for candidate in gc.get_objects():
            # `type`, not `isinstance`: the latter asks the object itself, and a lazy proxy would wake up.
            if issubclass(type(candidate), fastapi):
                self._follow(candidate, _overrides(candidate))
        self._follow_new_apps(fastapi)
        return True

    def _follow_new_apps(self, fastapi: Any) -> None:
        constructor = fastapi.__init__

        @functools.wraps(constructor)
        def announce(app: Any, *arguments: Any, **options: Any) -> None:
            constructor(app, *arguments, **options)
            self._follow(app, {})
            # An app that a module makes while it is imported belongs to nobody, whoever imported it first.
            if not any(place.is_module_level for place in caller_trace(1)):
                self._newborn.append(self._numbers[app])

        self._constructors = (constructor, announce)
        fastapi.__init__ = announce

    def _follow(self, app: Any, overrides: dict[Any, Any]) -> None:
        self._known[app] = dict(overrides)
        self._numbers[app] = next(self._count)


def _overrides(app: Any) -> dict[Any, Any]:
    overrides = getattr(app, "dependency_overrides", None)
    return overrides if isinstance(overrides, dict) else {}


def _changes(number: int, before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[Change]:
    for dependency in {**before, **after}:
        was, now = before.get(dependency, ABSENT), after.get(dependency, ABSENT)
        if was is not now:
            key = (number, Same(dependency))
            yield Change(_name(dependency), key, _token(was), _token(now), carrier=number)


def _token(override: object) -> object:
    return ABSENT if override is ABSENT else Same(override)


def _name(dependency: Any) -> str:
    name = getattr(dependency, "__qualname__", None) or type(dependency).__qualname__
    module = getattr(dependency, "__module__", None) or type(dependency).__module__
    return f"{module}.{name}"
