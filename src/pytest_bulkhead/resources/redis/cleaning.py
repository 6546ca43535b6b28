"""What dead runs have left on a Redis: numbers and prefixes that they had leased."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_bulkhead.resources.left_over import LeftOver
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.driver import connect, reach, speaking
from pytest_bulkhead.resources.redis.leases import RECORDS, Holder, Leases, left_over
from pytest_bulkhead.resources.redis.prefixes import wipe_prefix
from pytest_bulkhead.worker.identity import whole_number
from pytest_bulkhead.worker.names import is_scoped_name


def left_overs(url: str) -> Iterator[LeftOver]:
    """As `Finder` says."""
    address = Address.parse(url)
    with speaking(address.place), reach(address.url(0), address.place) as client:
        found = left_over(client)
    for name, record in sorted(found.items()):
        kind, _, called = name.partition(":")
        if not _is_of_ours(kind, called):
            continue
        holder = Holder.read(record)
        owner = f"worker {holder.worker} of run {holder.run}" if holder else ""
        yield LeftOver(kind, called, f"Redis at {address.place}", owner, partial(_remove, address, name, record))


def _is_of_ours(kind: str, called: str) -> bool:
    """Whether this is something that we lease: whoever writes to number 0 can write to the records, too."""
    return is_scoped_name(called) if kind == "prefix" else kind == "number" and bool(whole_number(called))


def _remove(address: Address, name: str, record: str) -> bool:
    kind, _, called = name.partition(":")
    with speaking(address.place), connect(address.url(0)) as client:
        leases = Leases(client, address.place)
        try:
            if not leases.take(name) or client.hget(RECORDS, name) != record:
                return False
            if kind == "number":
                with connect(address.url(int(called))) as inside:
                    inside.flushdb()
            else:
                wipe_prefix(client, f"{called}:")
                client.execute_command("ACL", "DELUSER", called)
            leases.give_back(name)
        finally:
            leases.close(forget=True)
    return True
