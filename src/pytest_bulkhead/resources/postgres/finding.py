"""Which server it is: one that is there already, or one that is started for the run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_bulkhead.resources.availability import server_url
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.own_server import addresses, own_server
from pytest_bulkhead.resources.postgres.server import PostgresServer, connected
from pytest_bulkhead.resources.postgres.session import driver_name
from pytest_bulkhead.resources.shared_server import shared_server


def find_server(config: pytest.Config, settings: Mapping[str, str]) -> PostgresServer:
    """The server for this session.

    Args:
        config: of the session.
        settings: for a server of our own.

    Raises:
        MissingError: there is none, and none can be started.
        ServerError: it is not as it should be.
    """
    driver_name()
    url = server_url("postgres", config)
    if url is None:
        outer, inner = addresses(shared_server("postgres", lambda: own_server(settings)))
        return connected(outer, inner, is_ours=True)
    return connected(Address.parse(url))
