"""BH302: an override whose parameters FastAPI takes for those of the query."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.fastapi_dependencies import name_of
from pytest_bulkhead.hazards.catalogue.override_async_sync import HAZARD
from pytest_bulkhead.plugin.overriding.answered import Answered, Fault

HAZARDS = (HAZARD,)


def misread(request: Answered) -> Iterator[Fault]:
    """The overrides for whose parameters a request was refused, though the route has none of that name."""
    missing = _missing(getattr(request.result, "errors", None))
    if not missing:
        return
    missing -= _own(request.dependant)
    for sub in request.overridden() if missing else ():
        override = request.overrides[sub.call]
        taken = [name for name in _parameters(override) if name in missing]
        if taken:
            names = " and ".join(f"`{name}`" for name in taken)
            by = "a mock" if hasattr(override, "assert_called_once_with") else f"`{name_of(override)}`"
            says = (
                f"`{name_of(sub.call)}` overridden by {by}, whose {names} FastAPI takes for required query "
                f"parameters, so that the route {request.route} answers 422"
            )
            yield Fault(HAZARD, sub.call, override, says)


def _missing(errors: Any) -> set[str]:
    """The names of the query parameters that a request lacks."""
    found: set[str] = set()
    for error in errors or ():
        place: Any = error.get("loc", ()) if isinstance(error, dict) else ()
        if len(place) > 1 and place[0] == "query" and error.get("type") == "missing":
            found.add(str(place[1]))
    return found


def _own(dependant: Any) -> set[str]:
    """The names of the query parameters that the route wants when nothing is overridden."""
    names: set[str] = set()
    waiting = [dependant]
    while waiting:
        one = waiting.pop()
        names.update(str(getattr(field, "alias", "")) for field in one.query_params)
        waiting.extend(one.dependencies)
    return names


def _parameters(override: Any) -> list[str]:
    try:
        return list(inspect.signature(override).parameters)
    except (TypeError, ValueError):
        return []
