"""BH303: a security scheme that refuses a request although the auth that rests on it is overridden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.fastapi_dependencies import calls_below, name_of, security_base
from pytest_bulkhead.hazards.catalogue.auth_scheme_override import HAZARD
from pytest_bulkhead.plugin.overriding.answered import Answered, Fault

HAZARDS = (HAZARD,)


def refused(request: Answered) -> Iterator[Fault]:
    """The overrides that were meant to spare a request its credentials, and did not."""
    if getattr(request.error, "status_code", None) not in (401, 403):
        return
    scheme = _refusing(request.error)
    if scheme is None:
        return
    for sub in request.overridden():
        if any(call is scheme for call in calls_below(sub)):
            says = (
                f"`{name_of(sub.call)}` overridden, but the route {request.route} still reaches the security scheme "
                f"{type(scheme).__name__}, on which it rests and which refused the request"
            )
            yield Fault(HAZARD, sub.call, request.overrides[sub.call], says)


def _refusing(error: BaseException | None) -> Any:
    """The scheme in whose own code an error was raised."""
    base = security_base()
    at = error.__traceback__ if error is not None else None
    scheme = None
    while at is not None and base is not None:
        holder = at.tb_frame.f_locals.get("self")
        # `type`, not `isinstance`: the latter asks the object itself.
        if holder is not None and issubclass(type(holder), base):
            scheme = holder
        at = at.tb_next
    return scheme
