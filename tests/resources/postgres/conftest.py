"""A server of ours for these tests, the same in all workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_bulkhead.resources.postgres.own_server import addresses, own_server
from pytest_bulkhead.resources.postgres.server import PostgresServer, connected
from pytest_bulkhead.resources.postgres.session import Session
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.worker.gathering import join
from tests.servers import postgres

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    own = join()  # since other tests leave all that their process has joined
    outer, inner = addresses(shared_server("postgres-of-tests", lambda: own_server({})))
    server = connected(outer, inner, is_ours=True)
    yield server
    server.close()
    own.leave()


@pytest.fixture
def session(server: PostgresServer) -> Iterator[Session]:
    """Of the server's first database."""
    with Session(server.address) as session:
        yield session
