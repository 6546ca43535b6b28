"""How rows are read fast, and many numbers named at once."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from pytest_bulkhead.history.schema import attempts, tests, texts

KEY = (attempts.c.test, attempts.c.shard, attempts.c.position)
"""The order in which the attempts of a run lie in the store."""
_AT_ONCE = 2000


def plain(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Rows as the driver makes them, in half the time that those with names take."""
    driver: Any = connection.execute(query).cursor
    return iter(driver)


def all_plain(connection: Connection, query: Select[Any]) -> list[Any]:
    """All of them at once, which is faster still."""
    driver: Any = connection.execute(query).cursor
    found: list[Any] = driver.fetchall()
    return found


@contextlib.contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Rows hold none, and millions of them make Python look for some again and again, in twice the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def numbers(some: Sequence[int]) -> Any:
    """As text: of parameters, databases take only so many."""
    return bindparam(None, list(some), expanding=True, literal_execute=True)


def pieces(some: Sequence[int], size: int = _AT_ONCE) -> Iterator[Sequence[int]]:
    """One part after the other."""
    for at in range(0, len(some), size):
        yield some[at : at + size]


def names_of_tests(connection: Connection, some: Iterable[int] | None = None) -> dict[int, str]:
    """The node ids of tests, by their numbers.

    Args:
        connection: to the store.
        some: their numbers; None means all.
    """
    query = select(tests.c.id, tests.c.nodeid)
    if some is None:
        return dict(plain(connection, query))
    found: dict[int, str] = {}
    for part in pieces(sorted(some)):
        found |= dict(plain(connection, query.where(tests.c.id.in_(numbers(part)))))
    return found


def contents_of_texts(connection: Connection, some: Iterable[int]) -> dict[int, str]:
    """What texts say, by their numbers."""
    found: dict[int, str] = {}
    for part in pieces(sorted(some)):
        query = select(texts.c.id, texts.c.content).where(texts.c.id.in_(numbers(part)))
        found |= dict(plain(connection, query))
    return found
