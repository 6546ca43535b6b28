"""Which stores of a real OpenFGA tests touch."""

from __future__ import annotations

import json
import urllib.request

import pytest

from ..conftest import RunSuite
from .test_files import RACES, full

ASYNC = """
    import asyncio, os
    from openfga_sdk import ClientConfiguration, OpenFgaClient

    def call(name, *words, store=os.environ["STORE"]):
        async def go():
            configuration = ClientConfiguration(api_url=os.environ["SERVER"], store_id=store)
            async with OpenFgaClient(configuration) as client:
                return await getattr(client, name)(*words)
        return asyncio.run(go())
"""

BLOCKING = """
    import os
    from openfga_sdk import ClientConfiguration
    from openfga_sdk.sync import OpenFgaClient

    def call(name, *words, store=os.environ["STORE"]):
        with OpenFgaClient(ClientConfiguration(api_url=os.environ["SERVER"], store_id=store)) as client:
            return getattr(client, name)(*words)
"""

TESTS = """
    from access import call
    from openfga_sdk import CreateStoreRequest, TypeDefinition, WriteAuthorizationModelRequest
    from openfga_sdk.client.models import ClientCheckRequest, ClientTuple, ClientWriteRequest

    MODEL = WriteAuthorizationModelRequest(
        schema_version="1.1",
        type_definitions=[
            TypeDefinition(type="user"),
            TypeDefinition(type="boat", relations={"owner": {"this": {}}}, metadata={
                "relations": {"owner": {"directly_related_user_types": [{"type": "user"}]}}}),
        ],
    )
    def test_model(): call("write_authorization_model", MODEL)
    def test_write():
        call("write", ClientWriteRequest(writes=[ClientTuple(user="user:a", relation="owner", object="boat:b")]))
    def test_check(): call("check", ClientCheckRequest(user="user:a", relation="owner", object="boat:b"))
    def test_own_store():
        store = call("create_store", CreateStoreRequest(name="test")).id
        call("write_authorization_model", MODEL, store=store)
        call("delete_store", store=store)
    def test_delete(): call("delete_store")
"""


@pytest.mark.parametrize("library", [ASYNC, BLOCKING], ids=["async", "blocking"])
def test_stores(library: str, openfga_server: str, run_suite: RunSuite) -> None:
    request = urllib.request.Request(f"{openfga_server}/stores", data=b'{"name": "shared"}')
    with urllib.request.urlopen(request, timeout=30) as answer:
        store = json.load(answer)["id"]
    files = {"access.py": library, "test_stores.py": TESTS}
    done = run_suite(files, RACES, "-p", "no:randomly", SERVER=openfga_server, STORE=store)
    assert done.status == 0, done.output
    server = openfga_server.replace("http://127.0.0.1", "localhost")
    name = f"{server}/{store}"
    assert {
        # An id that happens to look like a secret is veiled.
        test: {name if touch.name.startswith(f"{server}/***~") else touch.name: "".join(touch.accesses)}
        for (test, _), touches in full(done).items()
        for touch in touches.values()
        if touch.kind == "openfga"
    } == {
        "test_model": {name: "a"},
        "test_write": {name: "w"},
        "test_check": {name: "r"},
        "test_delete": {name: "d"},
    }
    assert "BH204" in {finding.code for finding in done.findings}
