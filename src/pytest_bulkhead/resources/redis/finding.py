"""Which server it is: one that is there already, or one that is started for the run."""

from __future__ import annotations

import pytest

from pytest_bulkhead.resources.availability import server_url
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.driver import redis_py
from pytest_bulkhead.resources.redis.own_server import addresses, own_server
from pytest_bulkhead.resources.redis.server import RedisServer
from pytest_bulkhead.resources.shared_server import shared_server


def find_server(config: pytest.Config) -> RedisServer:
    """The server for this session.

    Raises:
        MissingError: there is none, and none can be started.
        ServerError: it is not as it should be.
    """
    redis_py()
    url = server_url("redis", config)
    if url is None:
        return RedisServer(*addresses(shared_server("redis", own_server)), is_ours=True)
    return RedisServer(Address.parse(url))
