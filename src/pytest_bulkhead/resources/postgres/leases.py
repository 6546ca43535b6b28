"""How a server that others use, too, knows that a run is still going: by a lock that ends with a connection of it."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.session import Session

_PAUSE = 0.03


@contextlib.contextmanager
def locked(session: Session, name: str) -> Iterator[None]:
    """Hold a lock of the server's, which it ends with our connection; wait for it."""
    # Asked again and again, since some libraries cannot be interrupted while they wait.
    while not try_lock(session, name):
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with contextlib.suppress(ServerError):
            session.run("SELECT pg_advisory_unlock(CAST({} AS bigint))", _key(name))


def try_lock(session: Session, name: str) -> bool:
    """Take a lock of the server's, unless somebody has it."""
    return bool(session.run("SELECT pg_try_advisory_lock(CAST({} AS bigint))", _key(name))[0][0])


def _key(name: str) -> str:
    return str(int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big", signed=True))
