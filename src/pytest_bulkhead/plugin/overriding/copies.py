"""BH305: an override of a second copy of a dependency, which replaces nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from pytest_bulkhead.fastapi_dependencies import calls_below, code_of, name_of
from pytest_bulkhead.hazards.catalogue.stale_override import HAZARD
from pytest_bulkhead.plugin.overriding.answered import Answered, Fault

HAZARDS = (HAZARD,)


def replaced_nothing(request: Answered) -> Iterator[Fault]:
    """The overrides whose key the route does not know, though it knows another thing from the same lines of code."""
    calls = list(calls_below(request.dependant))
    strangers = [key for key in request.overrides if not any(call is key for call in calls)]
    if not strangers:
        return
    known = {_written(call): call for call in calls if call not in request.overrides}
    for key in strangers:
        twin = known.get(_written(key)) if _written(key) is not None else None
        if twin is not None and _is_apart(key, twin):
            says = (
                f"`{name_of(key)}` overridden, but that is a second copy of the dependency: the route {request.route} "
                "uses the one from before the module was reloaded or imported again, and nothing is replaced"
            )
            yield Fault(HAZARD, key, request.overrides[key], says)


def _written(thing: Any) -> Hashable:
    """What two copies of a function or class have in common, None for what may be there many times."""
    if isinstance(thing, type):
        return None if "<" in thing.__qualname__ else (thing.__module__, thing.__qualname__)
    code = code_of(thing)
    if code is None or "<" in code.co_qualname:
        return None
    return (code.co_filename, code.co_qualname, code.co_firstlineno)


def _is_apart(key: Any, twin: Any) -> bool:
    """Whether the code was run again: a function and its wrapper, or those of a loop, are of one code."""
    return isinstance(key, type) or code_of(key) is not code_of(twin)
