"""Whether FastAPI would use an override as it was meant."""

from __future__ import annotations

import contextlib
import inspect
from typing import Any

from pytest_bulkhead.fastapi_dependencies import dependant_of, dependants_below, name_of
from pytest_bulkhead.resources.overrides.returned import awaitable_that_is_returned

_KINDS = ("query_params", "header_params", "cookie_params", "body_params")
_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def refusal(dependency: Any, override: Any, app: Any) -> str:
    """Why an override would not work; empty when it would.

    Args:
        dependency: what is overridden.
        override: what is to stand in its place.
        app: whose routes may name parameters of the path.
    """
    called = f"The override of `{name_of(dependency)}`" if callable(dependency) else f"The override of {dependency!r}"
    if not callable(dependency):
        return f"{called} would replace nothing: a dependency is the function or class that stands in `Depends(…)`."
    if not callable(override):
        return f"{called} is {override!r:.80}, which FastAPI cannot call. Write `lambda: …` around it."
    starred = _starred(override)
    if starred:
        what = "a mock" if hasattr(override, "assert_called_once_with") else f"`{name_of(override)}`"
        return (
            f"{called} is {what}, whose {starred} FastAPI takes for required query parameters, so that each request is "
            "answered with 422. Override with a function of the parameters that you mean, often none: `lambda: …`."
        )
    if name := awaitable_that_is_returned(override):
        return (
            f"{called} is not async and returns what `{name}` gives, which is a coroutine that nobody awaits. Override "
            f"with `{name}` itself, or with an `async def` that awaits it."
        )
    return _misread(called, dependency, override, app)


def _starred(override: Any) -> str:
    try:
        parameters = inspect.signature(override).parameters.values()
    except (TypeError, ValueError):
        return ""
    return " and ".join(f"`{one}`".replace(":", "") for one in parameters if one.kind in _STARRED)


def _misread(called: str, dependency: Any, override: Any, app: Any) -> str:
    """Parameters that FastAPI would look for in a request, though neither the dependency nor a path has them."""
    try:
        tree = dependant_of(override)
    except Exception as error:
        return f"{called} cannot be used by FastAPI: {str(error) or type(error).__name__}".rstrip(".") + "."
    if tree is None:
        return ""
    known = set(_in_paths(app))
    with contextlib.suppress(Exception):  # a dependency that cannot be used itself is none of our business
        known.update(_fields(dependant_of(dependency)))
    strange = [name for name, is_required in _fields(tree).items() if is_required and name not in known]
    if not strange:
        return ""
    names = " and ".join(f"`{name}`" for name in strange)
    return (
        f"{called}, `{name_of(override)}`, has {names}, which FastAPI takes for required parameters of requests, and "
        "answers 422 where they are missing. Leave them out, or give them `Depends(…)`, or a name that the dependency "
        "has, too."
    )


def _fields(tree: Any) -> dict[str, bool]:
    """What FastAPI looks for in a request, and whether it has to be there."""
    found: dict[str, bool] = {}
    for one in dependants_below(tree) if tree is not None else ():
        for kind in _KINDS:
            for field in getattr(one, kind, ()):
                found[str(getattr(field, "name", ""))] = bool(_is_required(field))
    return found


def _is_required(field: Any) -> Any:
    info = getattr(field, "field_info", None)
    ask = getattr(info, "is_required", None)
    return ask() if callable(ask) else getattr(field, "required", False)


def _in_paths(app: Any) -> set[str]:
    """The names of parameters of any path: FastAPI knows only at the route that they are such."""
    names: set[str] = set()
    for route in getattr(app, "routes", ()):
        names.update(getattr(route, "param_convertors", ()) or ())
    return names
