"""What dead runs have left on an OpenFGA: stores that nobody uses any more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from pytest_bulkhead.resources.left_over import LeftOver
from pytest_bulkhead.resources.openfga.connection import TOKEN, Connection
from pytest_bulkhead.resources.openfga.left_over import remove_left_over, stores_left_over


def left_overs(url: str) -> Iterator[LeftOver]:
    """As `Finder` says."""
    connection = Connection(url, os.environ.get(TOKEN))
    for one in stores_left_over(connection):
        owner = f"made at {one.created}" if one.created else ""
        remove = partial(remove_left_over, connection, one)
        yield LeftOver("store", one.name, f"OpenFGA at {connection.url}", owner, remove)
