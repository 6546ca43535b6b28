"""Takes files that tell of runs into the store: each once, whole or not at all, in any order and from anywhere."""

from __future__ import annotations

import enum
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from pytest_bulkhead.history.dictionary import Dictionary
from pytest_bulkhead.history.growing import Growth
from pytest_bulkhead.history.schema import (
    DAY,
    attempts,
    environments,
    findings,
    identity,
    runs,
    shards,
    storable,
    tests,
    texts,
)
from pytest_bulkhead.history.sources.failure import normalised
from pytest_bulkhead.history.sources.part import Given, Part, Result
from pytest_bulkhead.history.sources.recognising import Told, opened
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.tallying import WALL, count_shard
from pytest_bulkhead.history.values import BAD, FAILS_RUN, Outcome
from pytest_bulkhead.history.workers import number_of
from pytest_bulkhead.outputs.masking import MASK, masked, names_secret

_BATCH = 20_000
_LONGEST_KEY = 300
_MOST_SEEN = 1_000_000
"""So many tests of one file are told apart from those that are run again in it."""
_ROW = tuple(attempts.c.keys())
_WRITE = f"INSERT INTO {attempts.name} ({', '.join(_ROW)}) VALUES ({', '.join('?' * len(_ROW))})"  # noqa: S608
_COPY = f"COPY {attempts.name} ({', '.join(_ROW)}) FROM STDIN"

Row = tuple[int | None, ...]


class Fate(enum.Enum):
    """What became of a file."""

    NEW = "new"
    KNOWN = "known"
    """It, or a longer copy of it, had been taken before."""
    LONGER = "longer"
    """It has taken the place of a shorter copy, of a run that was still going on or was cut off."""


class Taken(NamedTuple):
    """What came of one file."""

    path: Path
    fate: Fate
    attempts: int


class Ingest:
    """Into one store, of one file after the other."""

    def __init__(self, store: Store, given: Given | None = None) -> None:
        """Take nothing yet.

        Args:
            store: where to.
            given: what is said about all files.
        """
        self._store = store
        self._given = given or Given()
        self._tests = Dictionary(tests)
        self._texts = Dictionary(texts)
        self._environments = Dictionary(environments)

    def take(self, path: Path) -> Taken:
        """Take one file: all of it is kept, or nothing.

        Raises:
            ForeignReportError, RecordError: it cannot be read.
            StoreError: the store cannot be written.
        """
        with opened(path, self._given) as told:
            try:
                return self._take(path, told)
            except BaseException:
                for dictionary in (self._tests, self._texts, self._environments):
                    dictionary.forget()
                raise

    def _take(self, path: Path, told: Told) -> Taken:
        # Looked up first without a place in the queue of those who write: most copies are known.
        with self._store.reading() as connection:
            if _is_known(connection, told):
                return Taken(path, Fate.KNOWN, 0)
        with self._store.writing() as connection:
            if self._store.is_postgres:
                key = identity(_key(told.part.key))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            if _is_known(connection, told):
                return Taken(path, Fate.KNOWN, 0)
            was_there = remove_shards(connection, _shards_of(connection, _key(told.part.key)))
            with self._store.aside(connection) as other:
                run = _run_of(other, told.part.run)
            count = self._write(connection, run, told)
        return Taken(path, Fate.LONGER if was_there else Fate.NEW, count)

    def _write(self, connection: Connection, run: int, told: Told) -> int:
        part = told.part
        environment = self._environments.number(part.environment)
        values = {**_of(part), "run": run, "environment": environment, "size": told.size, "digest": told.digest}
        shard = int(connection.execute(insert(shards).values(**values).returning(shards.c.id)).scalar_one())
        totals = _Totals(run, shard, self._tests, self._texts)
        for batch in _batches(totals.rows(told.results)):
            self._flush(connection)
            _insert(connection, batch)
        noted: list[dict[str, Any]] = [
            {"shard": shard, "position": position, "test": test, "code": storable(one.code)[:40], "text": content}
            for position, one in enumerate(part.findings)
            for test, content in ((self._tests.number(one.test), self._texts.number(one.text)),)
        ]
        if noted:
            connection.execute(insert(findings), noted)
        self._flush(connection)
        if part.tells_reruns_as_passed and totals.has_reruns:
            totals.forget(*_forget_untold(connection, run, shard))
        known = {**_of(part), "attempts": totals.attempts, "bad": totals.bad, "wall": totals.wall}
        connection.execute(update(shards).where(shards.c.id == shard).values(**known))
        count_shard(connection, run, shard)
        return totals.attempts

    def _flush(self, connection: Connection) -> None:
        with self._store.aside(connection) as other:
            for dictionary in (self._tests, self._texts, self._environments):
                dictionary.write(other)


def remove_shards(connection: Connection, found: list[tuple[int, int]]) -> bool:
    """Take shards out of the store, with all that stands in them and the totals that it has come to.

    Args:
        connection: within a transaction.
        found: the numbers of the run and of the shard.

    Returns:
        Whether there were any.
    """
    for run, shard in found:
        count_shard(connection, run, shard, sign=-1)
        connection.execute(delete(attempts).where(attempts.c.run == run, attempts.c.shard == shard))
        connection.execute(delete(findings).where(findings.c.shard == shard))
        connection.execute(delete(shards).where(shards.c.id == shard))
    return bool(found)


class _Totals:
    """Makes rows of results, and counts what they come to."""

    def __init__(self, run: int, shard: int, tests: Dictionary, texts: Dictionary) -> None:
        self.attempts = self.bad = self.wall = 0
        self.has_reruns = False
        self._run = run
        self._shard = shard
        self._tests = tests
        self._texts = texts
        self._seen: dict[int, int] = {}

    def forget(self, count: int, wall: int) -> None:
        """So many attempts, which took so long, were taken out again."""
        self.attempts -= count
        self.wall -= wall

    def rows(self, results: Iterator[Result]) -> Iterator[Row]:
        """As they stand in the table."""
        run, shard, seen, number_of_test = self._run, self._shard, self._seen, self._tests.number
        workers: dict[str, int] = {}
        growth = Growth()
        for position, result in enumerate(results):
            name, worker, outcome, number, begun, setup, call, teardown, cpu, resident, failure = result
            test = number_of_test(name)
            if not number:
                number = seen.get(test, 0) + 1
                if number > 1 or len(seen) < _MOST_SEEN:
                    seen[test] = number
            self.has_reruns = self.has_reruns or number > 1
            at = workers.get(worker)
            if at is None:
                at = workers[worker] = number_of(worker, self._texts)
            self.attempts += 1
            self.wall += (setup or 0) + (call or 0) + (teardown or 0)
            signature = 0
            if outcome is not Outcome.PASSED and outcome in BAD:
                self.bad += outcome in FAILS_RUN
                signature = self._texts.number(normalised(failure)) if failure else 0
            row = (run, test, shard, position, number, at, int(outcome), begun, setup, call, teardown, cpu, resident)
            yield (*row, signature, growth.by(at, resident))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(connection: Connection, batch: list[Row]) -> None:
    batch.sort()  # by the table's own order, so that neighbours are written together
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(_WRITE, batch)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        lines = ["\t".join(["\\N" if value is None else str(value) for value in row]) for row in batch]
        copy.write("\n".join(lines) + "\n")


def _forget_untold(connection: Connection, run: int, shard: int) -> tuple[int, int]:
    """Take out what is told as passed and was made again all the same: to say that it failed would be a guess.

    Returns:
        How many attempts that were, and their time together.
    """
    later = attempts.alias()
    of_shard = (attempts.c.run == run) & (attempts.c.shard == shard)
    is_later = (later.c.run == run) & (later.c.test == attempts.c.test) & (later.c.shard == shard)
    again = select(later.c.run).where(is_later, later.c.position > attempts.c.position).exists()
    untold = of_shard & (attempts.c.outcome == Outcome.PASSED.value) & again
    count, wall = connection.execute(select(func.count(), func.coalesce(func.sum(WALL), 0)).where(untold)).one()
    connection.execute(delete(attempts).where(untold))
    return int(count), int(wall)


def _is_known(connection: Connection, told: Told) -> bool:
    """Of two copies of one file the longer tells more; of two that are as long, any one."""
    where = shards.c.key == _key(told.part.key)
    found = connection.execute(select(shards.c.size, shards.c.digest).where(where)).first()
    return found is not None and (found.size, found.digest) >= (told.size, told.digest)


def _shards_of(connection: Connection, key: str) -> list[tuple[int, int]]:
    found = connection.execute(select(shards.c.run, shards.c.id).where(shards.c.key == key))
    return [(run, shard) for run, shard in found]


def _run_of(connection: Connection, key: str) -> int:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = _key(key)
    connection.execute(dialect.insert(runs).values(key=key).on_conflict_do_nothing())
    return int(connection.execute(select(runs.c.id).where(runs.c.key == key)).scalar_one())


def _key(text: str) -> str:
    """As every database takes and indexes it."""
    key = storable(text)
    return key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}…{identity(text):x}"


def _ahead(started: int) -> int:
    """How far a clock was in the future: its run would be the latest one until then."""
    now = int(time.time() * 1e6)
    return started - now if started > now + DAY else 0


def _of(part: Part) -> dict[str, Any]:
    """What the table of shards says of a part."""
    ahead = _ahead(part.started)
    short = {name: storable(getattr(part, name))[:1000] for name in ("revision", "branch", "provider", "job")}
    labels = {name: MASK if names_secret(name) else masked(value) for name, value in part.labels.items()}
    return {
        **short,
        "url": storable(masked(part.url))[:1000],
        "key": _key(part.key),
        "source": part.source,
        "started": part.started - ahead,
        "ended": None if part.ended is None else part.ended - ahead,
        "dirty": None if part.is_dirty is None else int(part.is_dirty),
        "labels": storable(json.dumps(labels, sort_keys=True)),
        "tool": storable(part.tool)[:200],
        "workers": part.workers,
        "crashes": part.crashes,
        "collect_errors": part.collect_errors,
        "complete": int(part.is_complete),
        "attempts": 0,
        "bad": 0,
        "wall": 0,
    }
