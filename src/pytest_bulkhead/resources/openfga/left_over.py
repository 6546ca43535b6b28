"""The stores of workers that have died, on a server that others use, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from pytest_bulkhead.resources.openfga.connection import Connection, RequestError
from pytest_bulkhead.resources.openfga.naming import has_died


class StoreLeftOver(NamedTuple):
    """A store that nobody uses any more.

    Args:
        store_id: which.
        name: which bears our mark.
        created: when it was made, as the server says it.
    """

    store_id: str
    name: str
    created: str


def stores_left_over(connection: Connection) -> list[StoreLeftOver]:
    """The stores that processes of this host have made who are not there any more.

    Raises:
        ServerError: the server cannot be asked.
    """
    return [one for one in _stores(connection) if has_died(one.name)]


def remove_left_over(connection: Connection, one: StoreLeftOver) -> bool:
    """Delete it, unless it is in use after all; whether that was done.

    Raises:
        ServerError: the server cannot be asked.
    """
    if not has_died(one.name):
        return False
    try:
        found = connection.ask("GET", f"/stores/{one.store_id}")
        if found.get("name") != one.name:
            return False
        connection.ask("DELETE", f"/stores/{one.store_id}")
    except RequestError as error:
        if error.is_not_found:  # somebody else has tidied up
            return False
        raise
    return True


def _stores(connection: Connection) -> Iterator[StoreLeftOver]:
    token = ""
    while True:
        query = urlencode({"page_size": 100, **({"continuation_token": token} if token else {})})
        page = connection.ask("GET", f"/stores?{query}")
        for one in page.get("stores", ()):
            yield StoreLeftOver(str(one["id"]), str(one["name"]), str(one.get("created_at", "")))
        token = str(page.get("continuation_token") or "")
        if not token:
            return
