"""BH302: an override that hands a route a coroutine instead of what the coroutine would yield."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import CoroutineType
from typing import Any

from pytest_bulkhead.fastapi_dependencies import name_of
from pytest_bulkhead.hazards.catalogue.override_async_sync import HAZARD
from pytest_bulkhead.plugin.overriding.answered import Answered, Fault

HAZARDS = (HAZARD,)


def handed_out(request: Answered) -> Iterator[tuple[Fault, Any]]:
    """What overrides have given a route that may yet be awaited: the fault if it is not, and the coroutine."""
    solved = getattr(request.result, "dependency_cache", None)
    for key, value in solved.items() if isinstance(solved, dict) else ():
        if isinstance(value, CoroutineType) and isinstance(key, tuple) and key[0] in request.overrides:
            says = (
                f"`{name_of(key[0])}` overridden by a function that is not async and hands the route {request.route} a "
                "coroutine, which nobody awaits"
            )
            yield Fault(HAZARD, key[0], request.overrides[key[0]], says), value


def is_unawaited(coroutine: Any) -> bool:
    """Whether nobody has begun to await it."""
    return inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED
