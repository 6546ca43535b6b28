"""The fixtures for OpenFGA; what they do is imported when a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.openfga.model import Model
    from pytest_bulkhead.resources.openfga.server import OpenfgaServer
    from pytest_bulkhead.resources.openfga.store import OpenfgaStore


@pytest.fixture(scope="session")
def openfga_model() -> Model:
    """The authorization model of `openfga_store`: as OpenFGA's API takes it, or the path of such JSON. Override it."""
    return None


@pytest.fixture(scope="session")
def openfga_server(request: pytest.FixtureRequest) -> Iterator[OpenfgaServer]:
    """The server: the one that the settings name, else one that is started for the run and shared by its workers."""
    from pytest_bulkhead.resources.availability import needing

    with needing("openfga", request.config):
        from pytest_bulkhead.resources.openfga.finding import find_server

        server = find_server(request.config)
    yield server
    with needing("openfga", request.config):
        server.close()


@pytest.fixture
def openfga_store(
    request: pytest.FixtureRequest, openfga_server: OpenfgaServer, openfga_model: Model
) -> Iterator[OpenfgaStore]:
    """A store of this worker's own, with the model in it and, at the beginning of each test, no tuples."""
    from pytest_bulkhead.resources.availability import opened

    with opened("openfga", request.config, openfga_server.store(openfga_model)) as store:
        yield store
