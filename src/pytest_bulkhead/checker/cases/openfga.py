"""Cases of `openfga`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a store whose id stands in the test": """\
import pytest
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.sync import OpenFgaClient

@pytest.fixture(scope="session")
def authorization():
    settings = ClientConfiguration(api_url="http://localhost:8081", store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E")  # <- here
    with OpenFgaClient(settings) as client:
        client.write_authorization_model(MODEL)
        yield client
""",
    "a store of the environment, its tuples deleted": """\
import os
import pytest
from openfga_sdk import ClientConfiguration, OpenFgaClient

@pytest.fixture
async def grants():
    client = OpenFgaClient(ClientConfiguration(api_url=URL, store_id=os.environ["FGA_STORE_ID"]))  # <- here
    yield client
    await client.delete_tuples(GRANTS)
""",
    "client of a conftest, written by the tests": {
        "tests/conftest.py": """\
import pytest
from openfga_sdk.client import ClientConfiguration, OpenFgaClient

@pytest.fixture
def client():
    return OpenFgaClient(ClientConfiguration(store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E"))  # <- here
""",
        "tests/test_grants.py": """\
async def test_grants(client):
    await client.write_tuples([GRANT])
""",
    },
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a store of the worker": """\
import pytest
from openfga_sdk import CreateStoreRequest
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.sync import OpenFgaClient
from pytest_bulkhead.worker import get_worker_openfga_store

@pytest.fixture(scope="session")
def authorization():
    with OpenFgaClient(ClientConfiguration(api_url="http://localhost:8081")) as client:
        store = client.create_store(CreateStoreRequest(name=get_worker_openfga_store()))
        client.set_store_id(store.id)
        client.write_authorization_model(MODEL)
        yield client
""",
    "only asked": """\
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.sync import OpenFgaClient

def test_reads():
    with OpenFgaClient(ClientConfiguration(store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E")) as client:
        assert not client.check(QUESTION).allowed
""",
    "mocked": """\
from unittest.mock import patch
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.sync import OpenFgaClient

@patch("openfga_sdk.sync.OpenFgaClient.write")
def test_writes(write):
    with OpenFgaClient(ClientConfiguration(store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E")) as client:
        client.write(REQUEST)
    write.assert_called_once()
""",
    "an id that nobody knows": """\
from openfga_sdk import ClientConfiguration, OpenFgaClient

def test_writes(store):
    OpenFgaClient(ClientConfiguration(store_id=store.id)).write(REQUEST)
""",
    "expected to fail": """\
import pytest
from openfga_sdk import ClientConfiguration, OpenFgaClient

async def test_refused():
    client = OpenFgaClient(ClientConfiguration(store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E"))
    with pytest.raises(ValueError):
        await client.write(REQUEST)
""",
}
