"""The user's redis-py; nothing of ours works without it, and it is imported when a test asks for Redis."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.worker.compartments import OUR_NAME

_PATIENCE = 10.0


def redis_py() -> Any:
    """The module.

    Raises:
        MissingError: it is not installed.
    """
    try:
        return importlib.import_module("redis")
    except ModuleNotFoundError:
        raise MissingError("redis-py, which speaks to Redis, is not installed: `pip install redis`.") from None


def connect(url: str) -> Any:
    """A client of our own, whose answers are text.

    Raises:
        MissingError: redis-py is not installed.
    """
    options = {"decode_responses": True, "socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
    return redis_py().Redis.from_url(url, client_name=OUR_NAME, **options)


def reach(url: str, place: str) -> Any:
    """A client as of `connect`, whom the server has answered.

    Args:
        url: of the server.
        place: the same, for the message.

    Raises:
        MissingError: redis-py is not installed.
        ServerError: it does not answer, or redis-py does not take the URL.
    """
    with speaking(place):
        try:
            client = connect(url)
            client.ping()
        except (TypeError, ValueError) as error:  # of redis-py, for what stands in the query of the URL
            raise ServerError(f"Redis at {place}: redis-py does not take its URL: {error}.") from None
    return client


@contextmanager
def speaking(place: str) -> Iterator[None]:
    """Make what goes wrong on the way to a server, or there, an error of ours.

    Args:
        place: which server, for the message.

    Raises:
        ServerError: instead of any error of redis-py.
    """
    try:
        yield
    except redis_py().RedisError as error:
        raise ServerError(f"Redis at {place}: {error}") from None
