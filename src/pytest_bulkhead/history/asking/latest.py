"""Which parts of runs are looked at: those of the latest runs of each environment."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection, select

from pytest_bulkhead.history.asking.rows import plain
from pytest_bulkhead.history.schema import shards


class Shard(NamedTuple):
    """A part of a run, as far as attempts in it need to know; `environment` is a number here."""

    run: int
    environment: int
    started: int
    revision: str
    branch: str
    is_dirty: bool | None


def latest_shards(connection: Connection, last: int, since: int, only: int = 0) -> dict[int, Shard]:
    """The shards of the latest runs of each environment, or of one run, by their numbers, the latest first.

    Args:
        connection: to the store.
        last: so many runs of each environment.
        since: none that began before this.
        only: the number of the one run, whenever it began; 0 means all.
    """
    columns = [shards.c[name] for name in ("id", *Shard._fields[:5])]
    where = shards.c.run == only if only else shards.c.started >= since
    order = shards.c.started.desc(), shards.c.id.desc()
    runs: dict[int, dict[int, None]] = defaultdict(dict)
    known = {}
    query = select(*columns, shards.c.dirty).where(where).order_by(*order)
    for number, run, environment, started, revision, branch, dirty in plain(connection, query):
        of_environment = runs[environment]
        if run in of_environment or len(of_environment) < last:
            of_environment[run] = None
            is_dirty = None if dirty is None else bool(dirty)
            known[number] = Shard(run, environment, started, revision, branch, is_dirty)
    return known
