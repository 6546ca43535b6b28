"""Forgets what is older than the project wants to know."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, not_, select, union

from pytest_bulkhead.history.schema import (
    DAY,
    IS_BAD,
    attempts,
    environments,
    findings,
    runs,
    shards,
    tallies,
    tests,
    texts,
)
from pytest_bulkhead.history.store import Store


class Forgotten(NamedTuple):
    """How much there was, and is no more."""

    shards: int
    attempts: int


def prune(store: Store, before: int, *, compacts: bool = True) -> Forgotten:
    """Remove what began before a moment, by whole days in UTC: the day of that moment stays.

    Args:
        store: of what.
        before: microseconds since 1970.
        compacts: whether the room is given back at once, which takes the time of writing all that stays.

    Raises:
        StoreError: the store cannot be written.
    """
    day = before // DAY
    with store.writing(alone=True) as connection:
        is_old = shards.c.started < day * DAY
        count, rows = connection.execute(
            select(func.count(), func.coalesce(func.sum(shards.c.attempts), 0)).select_from(shards).where(is_old)
        ).one()
        if not count:
            return Forgotten(0, 0)
        old = connection.execute(select(shards.c.run, shards.c.id).where(is_old)).all()
        _remove(connection, [(run, shard) for run, shard in old])
        connection.execute(delete(tallies).where(tallies.c.day < day))
        _forget_names(connection)
    if compacts:
        store.compact()
    return Forgotten(count, int(rows))


def _remove(connection: Connection, old: list[tuple[int, int]]) -> None:
    for run, shard in old:
        connection.execute(delete(attempts).where(attempts.c.run == run, attempts.c.shard == shard))
        connection.execute(delete(findings).where(findings.c.shard == shard))
        connection.execute(delete(shards).where(shards.c.id == shard))


def _forget_names(connection: Connection) -> None:
    """What no row names any more."""
    named = union(
        select(attempts.c.signature).where(IS_BAD),
        select(attempts.c.worker).distinct(),
        select(findings.c.text),
    ).subquery()
    connection.execute(delete(runs).where(not_(runs.c.id.in_(select(shards.c.run)))))
    known = union(select(tallies.c.test), select(findings.c.test)).subquery()
    connection.execute(delete(tests).where(not_(tests.c.id.in_(select(known.c[0])))))
    connection.execute(delete(texts).where(not_(texts.c.id.in_(select(named.c[0])))))
    connection.execute(delete(environments).where(not_(environments.c.id.in_(select(shards.c.environment)))))
