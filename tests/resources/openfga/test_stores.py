"""Each worker has a store of OpenFGA that nobody else reaches, with a model and without tuples."""

from __future__ import annotations

import json

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.openfga.model import read_model
from pytest_bulkhead.resources.openfga.naming import CLAIM, has_died, new_name
from pytest_bulkhead.resources.openfga.server import OpenfgaServer
from pytest_bulkhead.resources.openfga.store import Tuple
from pytest_bulkhead.worker.claims import claim
from pytest_bulkhead.worker.names import scoped_name
from tests.resources.suites import run_suite

MODEL = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "user"},
        {
            "type": "document",
            "relations": {
                "reader": {"union": {"child": [{"this": {}}, {"computedUserset": {"relation": "writer"}}]}},
                "writer": {"this": {}},
            },
            "metadata": {
                "relations": {
                    "reader": {"directly_related_user_types": [{"type": "user"}]},
                    "writer": {"directly_related_user_types": [{"type": "user"}]},
                }
            },
        },
    ],
}
SUITE = {
    "model.json": json.dumps(MODEL),
    "conftest.py": """
        import pytest

        @pytest.fixture(scope="session")
        def openfga_model(pytestconfig):
            return pytestconfig.rootpath / "model.json"
        """,
    "test_store.py": """
        import os, pytest

        @pytest.mark.parametrize("n", range(10))
        def test_alone(n, openfga_store):
            with open("stores.txt", "a") as file:
                file.write(f"{os.environ['PYTEST_XDIST_WORKER']} {openfga_store.store_id} {openfga_store.model_id}\\n")
            assert openfga_store.read() == []
            openfga_store.write(("user:anne", "writer", "document:1"))
            assert openfga_store.check("user:anne", "reader", "document:1")
            assert not openfga_store.check("user:beth", "reader", "document:1")
        """,
}
ANNE = Tuple("user:anne", "writer", "document:1")


def test_workers_have_stores_of_their_own_and_load_the_model_once(tmp_path):
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert done.verdict == "10 passed", done.output
    stores = {tuple(line.split()) for line in (tmp_path / "stores.txt").read_text().splitlines()}
    assert len(stores) == len({store for _, store, _ in stores}) == 2


@pytest.fixture
def connection(openfga_server, tmp_path, monkeypatch):
    """To somebody's server, with a store of theirs, which alone is there in the end."""
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    connection = Connection(openfga_server)
    theirs = connection.ask("POST", "/stores", {"name": "accounting"})["id"]
    yield connection
    assert [store["name"] for store in connection.ask("GET", "/stores")["stores"]] == ["accounting"]
    connection.ask("DELETE", f"/stores/{theirs}")


@pytest.fixture
def server(connection):
    server = OpenfgaServer(connection)
    yield server
    server.close()


def test_tuples_come_and_go(server):
    with server.store(MODEL) as store:
        others = [Tuple(f"user:{n}", "reader", "document:2") for n in range(120)]
        store.write(ANNE, *others)
        assert store.read(object="document:1") == [ANNE]
        assert sorted(store.read()) == sorted([ANNE, *others])
        store.delete(ANNE)
        assert not store.check(*ANNE)
        assert store.check(*ANNE, contextual=[ANNE])
    with server.store(MODEL) as again:
        assert again.store_id == store.store_id
        assert again.read() == []


def test_several_at_a_time_do_not_see_each_other(server):
    with server.store(MODEL) as one, server.store(MODEL) as two:
        one.write(ANNE)
        assert two.read() == []


def test_a_model_that_a_test_has_loaded_is_not_in_force_in_the_next(server, connection):
    with server.store(MODEL) as store:
        known = store.model_id
        other = {"schema_version": "1.1", "type_definitions": [{"type": "user"}]}
        connection.ask("POST", f"/stores/{store.store_id}/authorization-models", other)
    with server.store(MODEL) as store:
        assert store.model_id != known
        store.write(ANNE)
    with server.store(other) as store, pytest.raises(ServerError, match="type 'document' not found"):
        store.write(ANNE)


def test_a_model_that_the_server_refuses_leaves_no_store(server):
    broken = {"schema_version": "9", "type_definitions": []}
    with pytest.raises(ServerError, match="status 400"), server.store(broken):
        pass


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("model.fga", "model", "fga model transform"),
        ("model.json", "{", "cannot be read"),
        ("model.json", "[]", "lacks"),
        ("gone.json", None, "cannot be read"),
    ],
)
def test_a_file_that_holds_no_model_is_refused_with_the_reason(tmp_path, name, text, told):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ServerError, match=told):
        read_model(tmp_path / name)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("localhost:8080", "begin with http"),
        ("http://user:secret@localhost", "BULKHEAD_OPENFGA_TOKEN"),
        ("http://127.0.0.1:1", "^OpenFGA at http://127.0.0.1:1 does not answer"),
    ],
)
def test_an_address_that_will_not_do_is_refused_with_the_reason(url, told, tmp_path, monkeypatch):
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    with pytest.raises(ServerError, match=told) as caught:
        OpenfgaServer(Connection(url))
    assert "secret" not in str(caught.value)


def test_a_name_says_whether_who_has_made_the_store_is_there(tmp_path, monkeypatch):
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    name = new_name()
    assert name != new_name()
    assert len(name) <= 63
    assert has_died(name)
    with claim(CLAIM, name):
        assert not has_died(name)
    assert not has_died(scoped_name("fga"))
    assert not has_died("bh_fga_accounting")
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    assert not has_died(name)


def test_the_stores_of_the_dead_are_deleted_by_those_who_are_left(server, connection):
    for name in (new_name(), new_name()):
        connection.ask("POST", "/stores", {"name": name})
    with server.store(MODEL):
        other = OpenfgaServer(connection)
        with other.store():
            pass
        other.close()
        assert len(connection.ask("GET", "/stores")["stores"]) == 2
