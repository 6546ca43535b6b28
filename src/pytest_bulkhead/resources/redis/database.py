"""What a test gets of Redis."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.resources.redis.driver import redis_py
from pytest_bulkhead.resources.redis.space import Space


class RedisDatabase:
    """A part of a server that is empty when a test begins, and nobody else's.

    Where the server has a number for it, any key will do. Where it has none left, all keys have to begin with `prefix`,
    and so have channels: the server refuses others, as it does what would tell of them (`KEYS`, `SCAN`, `FLUSHDB`).
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clients: list[Any] = []

    @property
    def url(self) -> str:
        """With number, user and password, for whatever takes the URL of a Redis."""
        return self._space.address.url(self.db)

    @property
    def host(self) -> str:
        return self._space.address.host

    @property
    def port(self) -> int:
        """Of the server; 0 where `host` is the path of a socket."""
        return self._space.address.port

    @property
    def db(self) -> int:
        """The number."""
        return self._space.number

    @property
    def username(self) -> str | None:
        return self._space.address.username

    @property
    def password(self) -> str | None:
        return self._space.address.password

    @property
    def prefix(self) -> str:
        """How all keys have to begin: empty, unless the server has no number left."""
        return self._space.prefix

    def client(self, *, decode_responses: bool = False, **options: Any) -> Any:
        """A client of redis-py, which is closed after the test.

        Args:
            decode_responses: whether it answers with text instead of bytes.
            options: others of `redis.Redis.from_url`.
        """
        client = redis_py().Redis.from_url(self.url, decode_responses=decode_responses, **options)
        self._clients.append(client)
        return client

    def async_client(self, *, decode_responses: bool = False, **options: Any) -> Any:
        """A client of redis-py's for asyncio, which the test closes: `async with redis_db.async_client() as client`.

        Args:
            decode_responses: whether it answers with text instead of bytes.
            options: others of `redis.asyncio.Redis.from_url`.
        """
        return redis_py().asyncio.Redis.from_url(self.url, decode_responses=decode_responses, **options)

    def wipe(self) -> None:
        """Remove all that is in it.

        Raises:
            ServerError: it is not ours any more.
        """
        self._space.check()
        self._space.wipe()

    def close(self) -> None:
        """Close the clients that `client` gave."""
        while self._clients:
            self._clients.pop().close()
