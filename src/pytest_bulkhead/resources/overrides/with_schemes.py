"""A security scheme that refuses a request although the auth that rests on it is overridden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_bulkhead.fastapi_dependencies import calls_below, dependant_of, is_scheme, name_of


def unmet_schemes(dependency: Any, overrides: Mapping[Any, Any]) -> str:
    """Why a dependency may not be overridden yet; empty where each scheme that it rests on is overridden, too.

    Args:
        dependency: that is to be overridden.
        overrides: all that would be in force.
    """
    try:
        tree = dependant_of(dependency)
    except Exception:  # FastAPI cannot use it, so no route does
        return ""
    below = [call for call in calls_below(tree) if call is not dependency] if tree is not None else []
    missing = [type(call).__name__ for call in below if is_scheme(call) and call not in overrides]
    if not missing:
        return ""
    return (
        f"`{name_of(dependency)}` rests on the security scheme {' and '.join(missing)}, which would still refuse a "
        "request where another dependency of the route reaches it. Override the scheme first, or both in one `update`."
    )
