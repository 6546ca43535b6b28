"""A server of which each worker takes a part."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.database import RedisDatabase
from pytest_bulkhead.resources.redis.driver import reach, speaking
from pytest_bulkhead.resources.redis.isolation import prove_alone
from pytest_bulkhead.resources.redis.leases import Leases
from pytest_bulkhead.resources.redis.numbers import leased_number, own_number
from pytest_bulkhead.resources.redis.prefixes import own_prefix
from pytest_bulkhead.resources.redis.space import Space
from pytest_bulkhead.worker import compartments


class RedisServer:
    """A Redis, with what this process has taken of it.

    Args:
        address: for tests.
        inner: for us, where we are somebody else; else the same.
        is_ours: whether it was started for this run.
    """

    def __init__(self, address: Address, inner: Address | None = None, *, is_ours: bool = False) -> None:
        self.address = address
        self.is_ours = is_ours
        self._inner = inner or address
        self._spare: list[Space] = []
        self._client = reach(self._inner.url(0), address.place)
        self._leases = Leases(self._client, address.place)

    @property
    def host(self) -> str:
        return self.address.host

    @property
    def port(self) -> int:
        return self.address.port

    @property
    def url(self) -> str:
        """Of number 0, which is everybody's: tests take `database`."""
        return self.address.url(0)

    @contextlib.contextmanager
    def database(self) -> Iterator[RedisDatabase]:
        """A part of its own, empty, for as long as the `with` block lasts.

        This process keeps it when the block ends, wiped, and gives it again in the next one: then URLs stay the same.

        Raises:
            ServerError: none can be had, or others can see it.
        """
        with self._speaking():
            space = self._spare.pop() if self._spare else self._take()
            database = RedisDatabase(space)
            database.wipe()
        try:
            yield database
        finally:
            with self._speaking():
                database.close()
                database.wipe()
            self._spare.append(space)

    def close(self) -> None:
        """Give back all that nobody uses any more, and end our connections."""
        with self._speaking(), contextlib.ExitStack() as left:
            left.callback(self._client.close)
            left.callback(self._leases.close)
            while self._spare:
                space = self._spare.pop()
                compartments.give_back("redis", _place_of(space))
                left.callback(space.give_back)

    def _take(self) -> Space:
        if self.is_ours:
            space: Space = own_number(self.address, self._inner)
        else:
            space = leased_number(self.address, self._leases) or own_prefix(self.address, self._leases)
        try:
            prove_alone(space, self._client)
        except BaseException:
            space.give_back()
            raise
        if not space.prefix:  # which tells by itself whose its keys are
            compartments.take("redis", _place_of(space))
        return space

    def _speaking(self) -> contextlib.AbstractContextManager[None]:
        return speaking(self.address.place)


def _place_of(space: Space) -> str:
    """As the plugin knows it from a connection."""
    address = space.address
    return f"{address.place}/{space.number}"
