"""Failures of tests in quarantine, which fail no run, told apart from those that do."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Index, MetaData, func, literal_column, select, update

from pytest_bulkhead.history.migrations.step import Step
from pytest_bulkhead.history.schema import BAD_ATTEMPTS, attempts, shards

_FAILED, _QUARANTINED = 2, 8
_BAD_BEFORE = (2, 3, 7)


def _up(connection: Connection) -> None:
    # The index holds the failures; which outcomes these are stands in it.
    BAD_ATTEMPTS.drop(connection, checkfirst=True)
    BAD_ATTEMPTS.create(connection)


def _down(connection: Connection) -> None:
    in_quarantine = attempts.c.outcome == _QUARANTINED
    count = (
        select(func.count())
        .where(attempts.c.run == shards.c.run, attempts.c.shard == shards.c.id, in_quarantine)
        .scalar_subquery()
    )
    with_some = select(attempts.c.shard).where(in_quarantine).distinct()
    connection.execute(update(shards).where(shards.c.id.in_(with_some)).values(bad=shards.c.bad + count))
    connection.execute(update(attempts).where(in_quarantine).values(outcome=_FAILED))
    BAD_ATTEMPTS.drop(connection, checkfirst=True)
    _index(attempts.c.outcome.in_([literal_column(str(one)) for one in _BAD_BEFORE])).create(connection)


def _index(holds: ColumnElement[bool]) -> Index:
    """As it was, of a table that is not ours: ours has one of that name."""
    table = attempts.to_metadata(MetaData())
    table.indexes.clear()
    return Index(BAD_ATTEMPTS.name, table.c.test, table.c.run, sqlite_where=holds, postgresql_where=holds)


STEP = Step(_up, _down)
