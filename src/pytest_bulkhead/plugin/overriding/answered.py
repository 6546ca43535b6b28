"""One request on its way through the dependencies of its route, with the overrides that were in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pytest_bulkhead.fastapi_dependencies import code_of, name_of
from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.plugin.trace import Place


class Answered(NamedTuple):
    """A request that FastAPI has solved the dependencies of, or has failed to.

    Args:
        dependant: FastAPI's own tree of the route's dependencies: those of the app, of routers and of the route.
        overrides: what was in force.
        route: what people call the route.
        result: what FastAPI's `solve_dependencies` returned, None if it raised something.
        error: what it raised.
    """

    dependant: Any
    overrides: Mapping[Any, Any]
    route: str
    result: Any = None
    error: Exception | None = None

    def overridden(self) -> Iterator[Any]:
        """The dependencies of the route that are overridden; what lies below such a one is replaced with it."""
        waiting = [self.dependant]
        while waiting:
            for sub in waiting.pop().dependencies:
                if sub.call in self.overrides:
                    yield sub
                else:
                    waiting.append(sub)

    @property
    def endpoint(self) -> Place | None:
        return place_of(self.dependant.call)


class Fault(NamedTuple):
    """An override that does not do what it was meant to.

    Args:
        hazard: of which it is a case.
        dependency: what is overridden.
        override: what stands in its place.
        says: what is wrong, in the words that follow "test_x has …".
    """

    hazard: Hazard
    dependency: Any
    override: Any
    says: str


def place_of(thing: Any) -> Place | None:
    """Where people wrote a function."""
    code = code_of(thing)
    return Place(code.co_filename, code.co_firstlineno, code.co_qualname) if code is not None else None


def route_of(request: Any, dependant: Any) -> str:
    """The path of a route as it is written, without the values of a request."""
    for holder in (request.scope.get("route"), dependant):
        path = getattr(holder, "path", None)
        if isinstance(path, str) and path:
            return path
    return name_of(dependant.call)
