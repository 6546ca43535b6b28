"""Which server it is: one that is there already, or one that is started for the run."""

from __future__ import annotations

import os

import pytest

from pytest_bulkhead.resources.availability import server_url
from pytest_bulkhead.resources.openfga.connection import TOKEN, Connection
from pytest_bulkhead.resources.openfga.own_server import own_server
from pytest_bulkhead.resources.openfga.server import OpenfgaServer
from pytest_bulkhead.resources.shared_server import shared_server


def find_server(config: pytest.Config) -> OpenfgaServer:
    """The server for this session.

    Raises:
        MissingError: there is none, and none can be started.
        ServerError: it is not as it should be.
    """
    url = server_url("openfga", config)
    if url is None:
        known = shared_server("openfga", own_server)
        return OpenfgaServer(Connection(str(known["url"]), is_ours=True), is_ours=True)
    return OpenfgaServer(Connection(url, os.environ.get(TOKEN)))
