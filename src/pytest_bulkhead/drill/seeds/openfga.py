"""BH204: an OpenFGA store that all workers write."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_FIXTURE = """\
import os

import pytest
from openfga_sdk import ClientConfiguration, CreateStoreRequest, TypeDefinition, WriteAuthorizationModelRequest
from openfga_sdk.client.models import ClientTuple
from openfga_sdk.sync import OpenFgaClient

MODEL = WriteAuthorizationModelRequest(
    schema_version="1.1",
    type_definitions=[
        TypeDefinition(type="user"),
        TypeDefinition(
            type="boat",
            relations={"owner": {"this": {}}},
            metadata={"relations": {"owner": {"directly_related_user_types": [{"type": "user"}]}}},
        ),
    ],
)
"""
_TESTS = """

def test_ada_owns_a_boat(grants):
    grants.write_tuples([ClientTuple(user="user:ada", relation="owner", object="boat:teal")])
    assert len(grants.read({}).tuples) >= 1


def test_bob_owns_another(grants):
    grants.write_tuples([ClientTuple(user="user:bob", relation="owner", object="boat:gull")])
    assert len(grants.read({}).tuples) >= 1
"""

SEEDS = (
    Seed(
        code="BH204",
        name="store of the environment",
        bad={
            "test_boat_grants.py": f"""\
{_FIXTURE}

@pytest.fixture
def grants():
    settings = ClientConfiguration(api_url=os.environ["FGA_API_URL"], store_id=os.environ["FGA_STORE_ID"])
    with OpenFgaClient(settings) as client:
        client.write_authorization_model(MODEL)
        yield client
        client.delete_tuples([ClientTuple(**one.key.to_dict()) for one in client.read({{}}).tuples])
{_TESTS}""",
        },
        good={
            "test_boat_grants.py": f"""\
{_FIXTURE}
from pytest_bulkhead.worker import scoped_name


@pytest.fixture
def grants():
    with OpenFgaClient(ClientConfiguration(api_url=os.environ["FGA_API_URL"])) as client:
        client.set_store_id(client.create_store(CreateStoreRequest(name=scoped_name("grants"))).id)
        client.write_authorization_model(MODEL)
        yield client
        client.delete_store()
{_TESTS}""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"openfga"}),
        also=frozenset({"BH208"}),
    ),
)
