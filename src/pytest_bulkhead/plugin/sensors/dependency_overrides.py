"""FastAPI's dependency overrides of every live app."""

from __future__ import annotations

import functools
import gc
import itertools
import re
import sys
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.hazards.catalogue import auth_scheme_override, override_async_sync, override_leak, stale_override
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Change, Flaw, Same, Sensor, Signs
from pytest_bulkhead.plugin.trace import caller_trace, importing_module

if TYPE_CHECKING:
    from pytest_bulkhead.plugin.overriding.answered import Answered, Fault
    from pytest_bulkhead.plugin.overriding.solving import Solving

_MODULE = "fastapi.applications"


class DependencyOverrides(Sensor):
    """Follows the apps that exist. FastAPI is not imported by us; once the suite has, new apps announce themselves."""

    hazards = (override_leak.HAZARD, auth_scheme_override.HAZARD, override_async_sync.HAZARD, stale_override.HAZARD)
    kind = "override"
    mentions = r"\bdependency_overrides\b"

    def __init__(self) -> None:
        self._class: Any = None
        self._constructors: tuple[Callable[..., None], Callable[..., None]] | None = None
        self._apps: list[_App] = []
        self._numbers = itertools.count()
        self._newborn: list[int] = []
        self._stopped = False
        self._solving: Solving | None = None
        self._flaws: list[tuple[bool, Flaw]] = []

    def signs(self) -> Signs | None:
        if self._class is None and _MODULE in sys.modules:
            return None
        return Signs.noted_in(self, "_apps")

    def start(self) -> None:
        for app in self._meet_fastapi():
            app.accept(_overrides(app.reference()))

    def stop(self) -> None:
        self._stopped = True
        self._apps.clear()
        if self._solving is not None:
            self._solving.stop()
        if self._constructors is not None and self._class.__init__ is self._constructors[1]:
            self._class.__init__ = self._constructors[0]

    def poll(self) -> Iterable[Change | Birth | Flaw]:
        if self._class is None:
            if _MODULE not in sys.modules:
                return ()
            # Whatever has an app now has come since the last look; those that no module holds are somebody's own.
            globals_ = _ids_of_globals() if (met := self._meet_fastapi()) else frozenset[int]()
            self._newborn.extend(app.number for app in met if id(app.reference()) not in globals_)
        if not self._apps:
            return ()
        seen: list[Change | Birth | Flaw] = [Birth(number) for number in self._newborn]
        self._newborn.clear()
        flaws, self._flaws = self._flaws, []
        # Of an override that stood here before, before it is seen to have gone.
        seen.extend(flaw for was_there, flaw in flaws if was_there)
        for app in tuple(self._apps):
            alive = app.reference()
            if alive is None:
                self._apps.remove(app)
            elif (now := _overrides(alive)) or app.known:
                seen.extend(app.changes(now))
        seen.extend(flaw for was_there, flaw in flaws if not was_there)
        if self._solving is not None:
            self._solving.look_back()
        return seen

    def mentions_of(self, name: str) -> str:
        # The line that names the dependency, where a function overrides several.
        return rf"\bdependency_overrides\b.*\b{re.escape(name.rpartition('.')[2])}\b"

    def restore(self, key: Hashable, before: object) -> bool:
        number, dependency = key if isinstance(key, tuple) else (None, None)
        for app in self._apps:
            alive = app.reference()
            if app.number == number and alive is not None and isinstance(dependency, Same):
                if isinstance(before, Same):
                    if isinstance(before.wrapped, weakref.ref):
                        return False  # what was there is no more
                    alive.dependency_overrides[dependency.wrapped] = before.wrapped
                else:
                    alive.dependency_overrides.pop(dependency.wrapped, None)
                return True
        return False

    def describe(self, name: str, before: object, after: object) -> str:
        if after is ABSENT:
            return f"the override of {name} removed"
        return f"the override of {name} {'in place' if before is ABSENT else 'changed'}"

    def _meet_fastapi(self) -> list[_App]:
        fastapi = getattr(sys.modules.get(_MODULE), "FastAPI", None)
        if not isinstance(fastapi, type):
            return []
        self._class = fastapi
        from pytest_bulkhead.plugin.overriding.solving import Solving  # only where there is FastAPI

        self._solving = Solving(self._note)
        self._solving.follow()
        for candidate in gc.get_objects():
            # `type`, not `isinstance`: the latter asks the object itself, and a lazy proxy would wake up.
            if issubclass(type(candidate), fastapi):
                self._follow(candidate)
        met = list(self._apps)
        self._follow_new_apps(fastapi)
        return met

    def _follow_new_apps(self, fastapi: Any) -> None:
        constructor = fastapi.__init__

        @functools.wraps(constructor)
        def announce(app: Any, *arguments: Any, **options: Any) -> None:
            __tracebackhide__ = True
            constructor(app, *arguments, **options)
            if not self._stopped:
                number = self._follow(app)
                # An app that a module makes while it is imported belongs to nobody, whoever imported it first.
                if importing_module(caller_trace(1)) is None:
                    self._newborn.append(number)

        self._constructors = (constructor, announce)
        fastapi.__init__ = announce

    def _note(self, provider: Any, fault: Fault, request: Answered) -> None:
        from pytest_bulkhead.plugin.overriding.answered import place_of

        app = next((app for app in self._apps if app.reference() is provider), None)
        if app is None:
            return
        dependency, override = Same(fault.dependency), Same(fault.override)
        was_there = any(one.dependency() is fault.dependency and one.override() is fault.override for one in app.known)
        places = ((request.endpoint, "the route"), (place_of(fault.override), "what stands in its place"))
        shown = tuple((place, what) for place, what in places if place is not None)
        name = _name(fault.dependency)
        self._flaws.append((was_there, Flaw(fault.hazard, name, (app.number, dependency), override, fault.says, shown)))

    def _follow(self, app: Any) -> int:
        number = next(self._numbers)
        self._apps.append(_App(app, number))
        return number


class _App:
    """One app, and its overrides as they were at the last look."""

    __slots__ = ("known", "number", "reference")

    def __init__(self, app: Any, number: int) -> None:
        self.number = number
        self.reference = weakref.ref(app)
        self.known: tuple[_Held, ...] = ()

    def accept(self, now: Mapping[Any, Any]) -> None:
        """Take these overrides as what there is."""
        self.known = tuple(_Held(dependency, override) for dependency, override in now.items())

    def changes(self, now: Mapping[Any, Any]) -> Iterator[Change]:
        """What has changed since the last look."""
        known = self.known
        if len(known) == len(now) and all(
            held.dependency() is dependency and held.override() is override
            for held, (dependency, override) in zip(known, now.items(), strict=False)
        ):
            return
        self.accept(now)
        before, after = _by_dependency(known), _by_dependency(self.known)
        for dependency, (name, _) in {**before, **after}.items():
            _, was = before.get(dependency, (name, ABSENT))
            _, is_ = after.get(dependency, (name, ABSENT))
            if was != is_:
                yield Change(name, (self.number, dependency), was, is_, carrier=self.number)


class _Held:
    """An override in place. Held weakly, since it often closes over its app, which would then live for ever."""

    __slots__ = ("dependency", "name", "override")

    def __init__(self, dependency: Any, override: Any) -> None:
        self.dependency = _weakly(dependency)
        self.override = _weakly(override)
        self.name = _name(dependency)


def _by_dependency(held: Iterable[_Held]) -> dict[Same, tuple[str, object]]:
    return {_token(one.dependency): (one.name, _token(one.override)) for one in held}


def _token(reference: Callable[[], Any]) -> Same:
    thing = reference()
    # What is dead by now is held by nobody, so that nobody will ask whether it was the same.
    return Same(reference if thing is None else thing)


def _weakly(thing: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(thing)
    except TypeError:
        return lambda: thing


def _overrides(app: Any) -> dict[Any, Any]:
    overrides = getattr(app, "dependency_overrides", None)
    return overrides if isinstance(overrides, dict) else {}


def _ids_of_globals() -> frozenset[int]:
    # Asked in this way, a lazily loaded module stays unloaded.
    modules = [module for module in tuple(sys.modules.values()) if issubclass(type(module), ModuleType)]
    spaces = [ModuleType.__getattribute__(module, "__dict__") for module in modules]
    return frozenset(id(value) for space in spaces for value in tuple(space.values()))


def _name(dependency: Any) -> str:
    name = getattr(dependency, "__qualname__", None) or type(dependency).__qualname__
    module = getattr(dependency, "__module__", None) or type(dependency).__module__
    return f"{module}.{name}"
