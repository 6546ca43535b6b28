"""Two users of one OpenFGA, and what each of them does to the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.regression.children import run_suite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.openfga.server import OpenfgaServer
    from pytest_bulkhead.resources.openfga.store import OpenfgaStore
MODEL: dict[str, Any] = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "user"},
        {
            "type": "ship",
            "relations": {"captain": {"this": {}}},
            "metadata": {"relations": {"captain": {"directly_related_user_types": [{"type": "user"}]}}},
        },
    ],
}
ANNE = ("user:anne", "captain", "ship:queen")
EACH = ("-n", "2", "--dist", "each")


@pytest.fixture(scope="session")
def openfga_model() -> dict[str, Any]:
    """Ships and their captains, whatever the project's own model is."""
    return MODEL


def test_openfga_tuples_of_the_neighbour(tmp_path: Path, openfga_server: OpenfgaServer) -> None:
    """Two workers in one store grant for each other: a test that expects a refusal is let in by the neighbour's tuple.

    `openfga_store` is a store of each worker's own, in real workers of pytest-xdist, on one server.
    """
    with openfga_server.store(MODEL) as shared:
        done = run_suite(
            tmp_path,
            {
                "conftest.py": f"""
                    import pytest

                    @pytest.fixture(scope="session")
                    def openfga_model():
                        return {MODEL!r}
                    """,
                "test_it.py": """
                    import json, os, urllib.request
                    from pytest_bulkhead.regression.meeting import meet

                    def ask(api_url, store_id, what, body):
                        headers = {"Content-Type": "application/json"}
                        if os.environ["TOKEN"]:
                            headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
                        url = f"{api_url}/stores/{store_id}/{what}"
                        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
                        with urllib.request.urlopen(request) as got:
                            return json.load(got)

                    def captains(api_url, store_id):
                        user = f"user:{os.environ['PYTEST_XDIST_WORKER']}"
                        key = {"user": user, "relation": "captain", "object": "ship:queen"}
                        ask(api_url, store_id, "write", {"writes": {"tuple_keys": [key]}})
                        meet(store_id if store_id == os.environ["SHARED"] else "own")
                        return len(ask(api_url, store_id, "read", {})["tuples"])

                    def test_shared():
                        assert captains(os.environ["API_URL"], os.environ["SHARED"]) == 1

                    def test_own(openfga_store):
                        assert captains(openfga_store.api_url, openfga_store.store_id) == 1
                    """,
            },
            *EACH,
            BULKHEAD_OPENFGA_URL=openfga_server.api_url,
            API_URL=openfga_server.api_url,
            SHARED=shared.store_id,
            TOKEN=openfga_server.token or "",
        )
    assert done.failed == {"test_shared"}, done.output
    assert done.passed == {"test_own"}


def test_openfga_clean_up_of_all_tuples(openfga_server: OpenfgaServer) -> None:
    """A test that deletes all tuples of a shared store at its end takes away what the neighbour is granted.

    The fixture deletes those of its own store.
    """
    with openfga_server.store(MODEL) as shared, openfga_server.store(MODEL) as own:
        shared.write(ANNE)
        own.wipe()
        assert shared.check(*ANNE)
        shared.wipe()  # by the neighbour, who has the same store
        assert not shared.check(*ANNE)


def test_openfga_model_of_the_neighbour(openfga_server: OpenfgaServer, openfga_store: OpenfgaStore) -> None:
    """A store's latest model is in force for whoever names none: a neighbour that loads another one breaks the check.

    In a store of its own, and by the model's id, the test's own model holds.
    """
    other = {"schema_version": "1.1", "type_definitions": [{"type": "user"}]}
    openfga_store.write(ANNE)
    with openfga_server.store(other) as neighbour:
        assert neighbour.store_id != openfga_store.store_id
        assert neighbour.model_id != openfga_store.model_id
        with pytest.raises(Exception, match="ship"):
            neighbour.check(*ANNE)
    assert openfga_store.check(*ANNE)


def test_openfga_name_is_no_identity(openfga_server: OpenfgaServer) -> None:
    """Two stores may have one name, and requests go by the id: a name that nobody sends isolates nothing.

    The id of the fixture's store is what the server made for this worker.
    """
    with openfga_server.store(MODEL) as one, openfga_server.store(MODEL) as other:
        one.write(ANNE)
        assert (one.name, one.store_id) != (other.name, other.store_id)
        assert one.check(*ANNE)
        assert not other.check(*ANNE)


def test_openfga_store_begins_without_tuples(openfga_server: OpenfgaServer) -> None:
    """A store that lives as long as its worker keeps what each test wrote: the third test is let in by the first.

    The fixture gives it to each test without tuples, and with its model.
    """
    with openfga_server.store(MODEL) as store:
        store.write(ANNE)
        assert store.check(*ANNE)  # and so in the next test, if nobody wiped it
    with openfga_server.store(MODEL) as again:
        assert again.read() == []
        assert not again.check(*ANNE)
