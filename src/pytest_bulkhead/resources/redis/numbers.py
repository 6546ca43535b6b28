"""A number of a server, which nobody else has meanwhile."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.driver import connect, redis_py
from pytest_bulkhead.resources.redis.leases import Leases
from pytest_bulkhead.resources.redis.own_server import NUMBERS
from pytest_bulkhead.worker.claims import Claim, claim_first
from pytest_bulkhead.worker.compartments import OUR_NAME
from pytest_bulkhead.worker.slots import get_worker_slot

_MOST = 1024
"""How many numbers of somebody's server are looked at."""


class OwnNumber:
    """A number of the run's own server: claimed on this host, since only the processes of the run know the server."""

    prefix = ""

    def __init__(self, address: Address, number: int, client: Any, claim: Claim) -> None:
        self.address = address
        self.number = number
        self._client = client
        self._claim = claim

    def check(self) -> None:
        """A claim lasts as long as the process."""

    def wipe(self) -> None:
        self._client.flushdb()

    def give_back(self) -> None:
        self.wipe()
        self._client.close()
        self._claim.release()


class LeasedNumber:
    """A number of somebody's server, which was empty, or held what a dead run of ours had left."""

    prefix = ""

    def __init__(self, address: Address, number: int, client: Any, leases: Leases) -> None:
        self.address = address
        self.number = number
        self._client = client
        self._leases = leases

    def check(self) -> None:
        self._leases.check(_name(self.number))

    def wipe(self) -> None:
        self.check()
        self._client.flushdb()

    def give_back(self) -> None:
        try:
            self.wipe()
            self._leases.give_back(_name(self.number))
        finally:
            self._client.close()


def own_number(outer: Address, inner: Address) -> OwnNumber:
    """A number of the run's own server: that of the worker's slot, if it is free, else the next one.

    Args:
        outer: of the server, for tests.
        inner: likewise, for us.

    Raises:
        ServerError: all of them are in use.
    """
    first = get_worker_slot() + 1
    numbers = (*range(first, NUMBERS), *range(1, min(first, NUMBERS)))
    claim = claim_first("redis", (f"{outer.port}-{number}" for number in numbers))
    if claim is None:
        raise ServerError(f"All of the {NUMBERS} numbers of the run's Redis are in use.")
    number = int(claim.name.rpartition("-")[2])
    return OwnNumber(outer, number, connect(inner.url(number)), claim)


def leased_number(address: Address, leases: Leases) -> LeasedNumber | None:
    """A number of somebody's server that is free: not 0, in which whoever chose none is, and none with foreign keys.

    Nor one that a dead run has left and that anybody may have used since: `bulkhead clean` shows and frees those.

    Returns:
        None when there is none.
    """
    for number in range(1, _MOST):
        client = connect(address.url(number))
        if not _exists(client):
            break
        if leases.take(_name(number)):
            if leases.is_inherited(_name(number)):
                client.flushdb()
            elif leases.was_ours(_name(number)) or client.dbsize() or _is_in_use(client, number):
                leases.pass_by(_name(number))
                client.close()
                continue
            leases.put_record(_name(number))
            return LeasedNumber(address, number, client, leases)
        client.close()
    return None


def _is_in_use(client: Any, number: int) -> bool:
    """Whether somebody else is connected to it, as far as the server tells.

    Workers of ours look at all numbers, one after the other; the lease says which of them has this one.
    """
    try:
        return any(int(one["db"]) == number and one.get("name") != OUR_NAME for one in client.client_list())
    except (redis_py().RedisError, KeyError, ValueError):  # a user that may not ask
        return False


def _exists(client: Any) -> bool:
    try:
        client.ping()
    except redis_py().ResponseError as error:
        client.close()
        # That of a cluster, which has number 0 alone, says that SELECT is not allowed.
        if "out of range" in str(error) or "SELECT" in str(error):
            return False
        raise
    return True


def _name(number: int) -> str:
    return f"number:{number}"
