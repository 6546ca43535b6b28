"""The fixtures for Redis; what they do is imported when a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.redis.database import RedisDatabase
    from pytest_bulkhead.resources.redis.server import RedisServer


@pytest.fixture(scope="session")
def redis_server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """The server: the one that the settings name, else one that is started for the run and shared by its workers."""
    from pytest_bulkhead.resources.availability import needing

    with needing("redis", request.config):
        from pytest_bulkhead.resources.redis.finding import find_server

        server = find_server(request.config)
    yield server
    with needing("redis", request.config):
        server.close()


@pytest.fixture
def redis_db(request: pytest.FixtureRequest, redis_server: RedisServer) -> Iterator[RedisDatabase]:
    """A database of this worker's own, wiped before and after the test."""
    from pytest_bulkhead.resources.availability import opened

    with opened("redis", request.config, redis_server.database()) as database:
        yield database
