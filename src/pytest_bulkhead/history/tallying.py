"""The totals of days, kept up with the attempts that they are of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, cast, delete, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from pytest_bulkhead.history.schema import DAY, IS_BAD, attempts, shards, tallies
from pytest_bulkhead.history.values import GOOD

_COUNTED = ("attempts", "bad", "good", "wall", "cpu")
IS_GOOD = attempts.c.outcome.in_(sorted(GOOD))
WALL: ColumnElement[int] = (
    func.coalesce(attempts.c.setup, 0) + func.coalesce(attempts.c.call, 0) + func.coalesce(attempts.c.teardown, 0)
)
"""Of an attempt, all its phases together."""


def tally_of(*, sign: int = 1) -> Select[Any]:
    """The totals of all attempts, to be narrowed with `where`.

    Args:
        sign: -1 for attempts that are about to be taken away.
    """
    # Division of whole numbers is spelled differently by SQLAlchemy for each database, and alike by both of ours.
    day = shards.c.started.op("/")(literal_column(str(DAY)))
    return (
        select(
            day.label("day"),
            attempts.c.test,
            shards.c.environment,
            (sign * func.count()).label("attempts"),
            _total(IS_BAD, literal_column("1"), sign, "bad"),
            _total(IS_GOOD, literal_column("1"), sign, "good"),
            _total(IS_GOOD, WALL, sign, "wall"),
            _total(IS_GOOD, func.coalesce(attempts.c.cpu, 0), sign, "cpu"),
        )
        .select_from(attempts.join(shards, attempts.c.shard == shards.c.id))
        .group_by(day, attempts.c.test, shards.c.environment)
    )


def count_shard(connection: Connection, run: int, shard: int, *, sign: int = 1) -> None:
    """Add the attempts of a shard to the totals of its day, or take them away again."""
    # In one order, so that nobody who counts at the same time waits for us while we wait for them.
    rows = (
        tally_of(sign=sign)
        .where(attempts.c.run == run, attempts.c.shard == shard)
        .order_by("day", attempts.c.test, shards.c.environment)
    )
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(tallies).from_select(tallies.c.keys(), rows)
    sums = {name: tallies.c[name] + adding.excluded[name] for name in _COUNTED}
    connection.execute(adding.on_conflict_do_update(index_elements=["day", "test", "environment"], set_=sums))
    if sign < 0:
        connection.execute(delete(tallies).where(tallies.c.attempts == 0))


def _total(when: ColumnElement[bool], what: Any, sign: int, name: str) -> Any:
    return cast(sign * func.coalesce(func.sum(case((when, what), else_=0)), 0), BigInteger).label(name)
