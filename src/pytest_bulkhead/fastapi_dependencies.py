"""FastAPI's dependencies as they are: by duck typing, since we never import FastAPI ourselves."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any


def calls_below(dependant: Any) -> Iterator[Any]:
    """What a route, or a dependency of it, would call if nothing were overridden, itself included."""
    for one in dependants_below(dependant):
        yield one.call


def dependants_below(dependant: Any) -> Iterator[Any]:
    """The nodes of FastAPI's own tree, from a route or a dependency down, itself included."""
    waiting = [dependant]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(one.dependencies)


def name_of(thing: Any) -> str:
    """What people call a dependency."""
    thing = without_partial(thing)
    return str(getattr(thing, "__name__", None) or type(thing).__name__)


def code_of(thing: Any) -> CodeType | None:
    """That of a function, decorated or not; None for anything else."""
    try:
        code = inspect.unwrap(without_partial(thing)).__code__
    except (AttributeError, ValueError):
        return None
    return code if isinstance(code, CodeType) else None


def without_partial(thing: Any) -> Any:
    """What a `functools.partial` calls; anything else as it is."""
    while isinstance(thing, functools.partial):
        thing = thing.func
    return thing


def security_base() -> Any:
    """FastAPI's class of all security schemes, where FastAPI was imported."""
    found = getattr(sys.modules.get("fastapi.security.base"), "SecurityBase", None)
    return found if isinstance(found, type) else None


def is_scheme(call: Any) -> bool:
    """Whether a dependency is one of FastAPI's security schemes."""
    base = security_base()
    # `type`, not `isinstance`: the latter asks the object itself.
    return base is not None and issubclass(type(call), base)


def dependant_of(call: Any) -> Any:
    """The tree that FastAPI makes of a function; None where FastAPI is not imported, or has another form.

    Raises:
        Exception: whatever FastAPI says of a signature that it cannot use.
    """
    make = getattr(sys.modules.get("fastapi.dependencies.utils"), "get_dependant", None)
    if not callable(make) or not {"path", "call"} <= inspect.signature(make).parameters.keys():
        return None
    return make(path="", call=call)
