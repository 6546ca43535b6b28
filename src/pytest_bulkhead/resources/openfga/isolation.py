"""The proof that a store is its worker's own: what is written to another one beside it is not seen in it."""

from __future__ import annotations

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.openfga.store import OpenfgaStore

_MODEL: dict[str, object] = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "neighbour"},
        {
            "type": "marker",
            "relations": {"left": {"this": {}}},
            "metadata": {"relations": {"left": {"directly_related_user_types": [{"type": "neighbour"}]}}},
        },
    ],
}
_MARKER = ("neighbour:one", "left", "marker:here")


def prove_alone(store: OpenfgaStore, connection: Connection, name: str) -> None:
    """Let a neighbour leave a marker, and look for it.

    Args:
        store: that was just made.
        connection: to its server.
        name: for the neighbour's store, which is deleted again.

    Raises:
        ServerError: it is seen, or the store is not ours.
    """
    neighbour = make_store(connection, name, _MODEL)
    try:
        neighbour.write(_MARKER)
        is_there = neighbour.read() == [_MARKER]
        seen = store.read()
        called = connection.ask("GET", f"/stores/{store.store_id}").get("name")
    finally:
        neighbour.remove()
    if seen or not is_there or called != store.name:
        raise ServerError(
            f"OpenFGA at {connection.url}: the store {store.name} was just made, and is called {called} and holds "
            f"{len(seen)} tuples of others: whatever stands between gives all workers the same store. Name the server "
            "itself in the URL."
        )


def make_store(connection: Connection, name: str, model: dict[str, object] | None) -> OpenfgaStore:
    """A new store, with a model loaded.

    Raises:
        ServerError: the server refuses one of both; no store is left then.
    """
    store_id = str(connection.ask("POST", "/stores", {"name": name})["id"])
    try:
        return OpenfgaStore(connection, name, store_id, model)
    except BaseException:
        connection.ask("DELETE", f"/stores/{store_id}")
        raise
