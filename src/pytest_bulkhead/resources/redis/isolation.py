"""The proof that what a test is given is its own: from inside, by the very URL that it is given."""

from __future__ import annotations

import secrets
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.redis.driver import connect, redis_py
from pytest_bulkhead.resources.redis.leases import MARK
from pytest_bulkhead.resources.redis.space import Space

_SECONDS = 60


def prove_alone(space: Space, outside: Any) -> None:
    """Look whether what lies outside is invisible and unharmed from inside.

    Args:
        space: that was just taken.
        outside: a client of ours, of number 0 of the server.

    Raises:
        ServerError: it is not.
    """
    place = space.address.place
    name = f"{MARK}:proof:{secrets.token_hex(8)}"
    inside = connect(space.address.url(space.number))
    try:
        outside.set(name, "outside", ex=_SECONDS)
        seen = _seen(inside, name)
        if space.prefix:
            inside.set(space.prefix + name, "inside", ex=_SECONDS)
            found = outside.get(space.prefix + name)
            inside.delete(space.prefix + name)
        else:
            inside.set(name, "inside", ex=_SECONDS)
            found = inside.get(name)
            inside.delete(name)
        unharmed = outside.get(name) == "outside"
    finally:
        outside.delete(name)
        inside.close()
    if seen is not None or not unharmed or found != "inside":
        raise ServerError(
            f"Redis at {place}: what is written to number 0 can be reached by the URL for {_called(space)}: whatever "
            "stands between (a proxy, a cluster) gives all workers the same keys. Name the server itself in the URL."
        )


def _seen(inside: Any, name: str) -> str | None:
    try:
        found: str | None = inside.get(name)
    except redis_py().exceptions.NoPermissionError:
        return None
    return found


def _called(space: Space) -> str:
    return f"the prefix {space.prefix}" if space.prefix else f"number {space.number}"
