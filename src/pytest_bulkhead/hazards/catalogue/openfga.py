"""BH204: one OpenFGA store for all workers."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH204",
    slug="openfga",
    title="OpenFGA store written by all workers",
    family=Family.SHARED,
    why="""\
Permission tests ask "may Eve read this?", and in a store that all workers share the answer depends on what the others
have written a moment ago. A grant by one worker makes another's denial test fail; a fixture that deletes tuples after
its test takes away the grants on which somebody else's test rests. Since a check never says which tuple decided it,
such failures are hard to read.""",
    bad="""\
import pytest
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.sync import OpenFgaClient

@pytest.fixture(scope="session")
def authorization():
    settings = ClientConfiguration(api_url="http://localhost:8081", store_id="01JD5XB6KC7YFZ0Q0T5W3N3C5E")
    with OpenFgaClient(settings) as client:
        client.write_authorization_model(MODEL)
        yield client
""",
    good="""\
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
        client.delete_store()
""",
    remedy="Create a store named by `get_worker_openfga_store()` for each worker and hand its id to the client.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
