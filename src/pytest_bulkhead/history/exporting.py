"""Writes the history as Parquet, a folder for each day, for whatever engine reads such."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from pytest_bulkhead.errors import HistoryError
from pytest_bulkhead.history.extra import require_lake
from pytest_bulkhead.history.schema import DAY, attempts, environments, runs, shards, tests, texts
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.values import Outcome
from pytest_bulkhead.history.workers import worker_of

_BATCH = 50_000
_OUTCOMES = {int(one): one.name.lower() for one in Outcome}
# Times as microseconds and sizes as KiB, as in the store: engines make of them what they want.
_COLUMNS = {
    "run": "VARCHAR",
    "shard": "VARCHAR",
    "revision": "VARCHAR",
    "branch": "VARCHAR",
    "dirty": "BOOLEAN",
    "provider": "VARCHAR",
    "job": "VARCHAR",
    "environment": "VARCHAR",
    "started": "BIGINT",
    "test": "VARCHAR",
    "position": "INTEGER",
    "number": "INTEGER",
    "worker": "VARCHAR",
    "outcome": "VARCHAR",
    "begun": "BIGINT",
    "setup": "BIGINT",
    "call": "BIGINT",
    "teardown": "BIGINT",
    "cpu": "BIGINT",
    "resident": "BIGINT",
    "failure": "VARCHAR",
}


class Exported(NamedTuple):
    """What was written."""

    days: int
    attempts: int


def export(store: Store, folder: Path, since: int = 0) -> Exported:
    """Write one file a day, `day=2026-11-23/attempts.parquet`; what is there for a day is replaced, once it is whole.

    Args:
        store: of what.
        folder: where to.
        since: no day before this moment, in microseconds since 1970.

    Raises:
        UsageError: DuckDB is not installed.
        StoreError: the store cannot be read.
        HistoryError: the folder cannot be written.
    """
    require_lake()
    import duckdb

    days = count = 0
    with store.reading() as connection:
        lookup = _Lookup(connection)
        first = since // DAY * DAY
        day = shards.c.started.op("/")(DAY)
        found = connection.execute(select(day).where(shards.c.started >= first).distinct().order_by(day)).scalars()
        for number in [int(one) for one in found]:
            try:
                count += _write_day(connection, lookup, folder, number)
            except (OSError, duckdb.Error) as error:
                said = str(error).splitlines()[0][:200]
                raise HistoryError(f"{folder} cannot be written: {said}. Days before are there, and whole.") from None
            days += 1
    return Exported(days, count)


class _Lookup:
    """What numbers stand for: of a day, most tests are those of the day before."""

    def __init__(self, connection: Connection) -> None:
        self.tests = {row.id: row.nodeid for row in connection.execute(select(tests))}
        self.texts = {row.id: row.content for row in connection.execute(_named_texts())}


def _named_texts() -> Any:
    named = select(attempts.c.signature).distinct().union(select(attempts.c.worker).distinct()).subquery()
    return select(texts).where(texts.c.id.in_(select(named.c[0])))


def _write_day(connection: Connection, lookup: _Lookup, folder: Path, day: int) -> int:
    import duckdb

    date = datetime.datetime.fromtimestamp(day * DAY / 1_000_000, tz=datetime.UTC).date().isoformat()
    place = folder / f"day={date}"
    place.mkdir(parents=True, exist_ok=True)
    partial, target = place / "attempts.parquet.part", place / "attempts.parquet"
    names = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    with duckdb.connect() as lake:
        lake.execute("SET enable_progress_bar = false")
        lake.execute(f"CREATE TABLE attempts ({names})")
        for batch in _batches(connection, lookup, day):
            lake.execute(f"INSERT INTO attempts SELECT {_unnested()}", batch)
        # The target is a parameter, so that no name of a folder is read as SQL.
        lake.execute("COPY attempts TO $1 (FORMAT parquet, COMPRESSION zstd)", [str(partial)])
        (count,) = lake.execute("SELECT count(*) FROM attempts").fetchone() or (0,)
    partial.replace(target)
    return int(count)


def _unnested() -> str:
    columns = _COLUMNS.items()
    return ", ".join(f"unnest(${number}::{kind}[])" for number, (_, kind) in enumerate(columns, start=1))


def _batches(connection: Connection, lookup: _Lookup, day: int) -> Iterator[list[list[Any]]]:
    rows = connection.execution_options(yield_per=_BATCH).execute(_rows(day))
    for some in rows.partitions(_BATCH):
        yield [list(column) for column in zip(*(_readable(row, lookup) for row in some), strict=True)]


def _rows(day: int) -> Any:
    known = [shards.c[name] for name in ("revision", "branch", "dirty", "provider", "job")]
    measured = ("position", "number", "worker", "outcome", "begun", "setup", "call", "teardown", "cpu", "resident")
    return (
        select(
            runs.c.key,
            shards.c.key,
            *known,
            func.coalesce(environments.c.name, "unknown"),
            shards.c.started,
            attempts.c.test,
            *(attempts.c[name] for name in measured),
            attempts.c.signature,
        )
        .select_from(shards)
        .join(runs, runs.c.id == shards.c.run)
        .join(attempts, (attempts.c.run == shards.c.run) & (attempts.c.shard == shards.c.id))
        .outerjoin(environments, environments.c.id == shards.c.environment)
        .where(shards.c.started >= day * DAY, shards.c.started < (day + 1) * DAY)
        .order_by(attempts.c.run, attempts.c.test, attempts.c.shard, attempts.c.position)
    )


def _readable(row: Any, lookup: _Lookup) -> list[Any]:
    values = list(row)
    values[4] = None if values[4] is None else bool(values[4])
    values[9] = lookup.tests.get(values[9], "")
    values[12] = worker_of(values[12], lookup.texts)
    values[13] = _OUTCOMES.get(values[13], "")
    values[20] = lookup.texts.get(values[20]) if values[20] else None
    return values
