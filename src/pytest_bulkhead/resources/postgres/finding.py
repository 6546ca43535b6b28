"""Which server it is: one that is there already, or one that is started for the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from pytest_bulkhead.resources.availability import server_url
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.janitor import engage
from pytest_bulkhead.resources.postgres.migrations import key_of
from pytest_bulkhead.resources.postgres.own_server import addresses, own_server
from pytest_bulkhead.resources.postgres.server import PostgresServer, connected
from pytest_bulkhead.resources.postgres.session import driver_name
from pytest_bulkhead.resources.shared_server import shared_server


@contextmanager
def found_server(config: pytest.Config, settings: Mapping[str, str]) -> Iterator[PostgresServer]:
    """The server for this session, and what this worker keeps there until its end.

    Args:
        config: of the session.
        settings: for a server of our own.

    Raises:
        MissingError: there is none, and none can be started.
        ServerError: it is not as it should be.
    """
    driver_name()
    url = server_url("postgres", config)
    server = _own(settings) if url is None else _given(Address.parse(url))
    try:
        yield server
    finally:
        server.close()


def _own(settings: Mapping[str, str]) -> PostgresServer:
    kind = f"postgres-{key_of((), *sorted(settings.items()))}" if settings else "postgres"
    outer, inner = addresses(shared_server(kind, lambda: own_server(settings)))
    return connected(outer, inner, is_ours=True)


def _given(address: Address) -> PostgresServer:
    server = connected(address)
    try:
        engage(address)
    except BaseException:
        server.close()
        raise
    return server
