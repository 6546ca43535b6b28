"""By how much each attempt made its process larger: found once, as attempts come in, and asked of many runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, func, select, update

from pytest_bulkhead.history.schema import attempts


class Growth:
    """Of the processes of one shard, by what is told of their sizes one attempt after the other."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}

    def by(self, worker: int, resident: int | None) -> int | None:
        """How much larger it is now, in KiB: 0 where it has shrunk, None where it is not known what it was before."""
        if resident is None:
            self._sizes.pop(worker, None)
            return None
        before = self._sizes.get(worker)
        self._sizes[worker] = resident
        if before is None:
            return None
        return resident - before if resident > before else 0


def note_growth(connection: Connection, run: int) -> None:
    """Note it for all attempts of a run that came in without.

    Args:
        connection: within a transaction.
        run: its number.
    """
    before: Any = func.lag(attempts.c.resident).over(
        partition_by=(attempts.c.shard, attempts.c.worker), order_by=attempts.c.position
    )
    told = (
        select(attempts.c.test, attempts.c.shard, attempts.c.position, (attempts.c.resident - before).label("grown"))
        .where(attempts.c.run == run)
        .subquery()
    )
    same = attempts.c.test == told.c.test, attempts.c.shard == told.c.shard, attempts.c.position == told.c.position
    # What has shrunk has not grown; spelled so for both databases.
    value = case((told.c.grown < 0, 0), else_=told.c.grown)
    where = attempts.c.run == run, *same, told.c.grown.is_not(None)
    connection.execute(update(attempts).values(grown=value).where(*where))
