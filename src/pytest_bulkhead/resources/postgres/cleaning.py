"""What dead runs have left on a PostgreSQL: databases that they had made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_bulkhead.resources.left_over import LeftOver
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.left_over import drop_left_over, left_over


def left_overs(url: str) -> Iterator[LeftOver]:
    """As `Finder` says."""
    address = Address.parse(url)
    for one in left_over(address):
        owner = f"worker {one.record.worker} of run {one.record.run}"
        remove = partial(drop_left_over, address, one)
        yield LeftOver("database", one.database, f"PostgreSQL at {address.place}", owner, remove)
