"""What the store is asked by those who judge and report; every answer is a plain value of `values`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from pytest_bulkhead.history.asking.found import KnownFinding, read_findings
from pytest_bulkhead.history.asking.latest import Shard, latest_shards
from pytest_bulkhead.history.asking.rows import contents_of_texts, names_of_tests, numbers, pieces, plain
from pytest_bulkhead.history.asking.series import Moments, read_series
from pytest_bulkhead.history.asking.strips import read_strips
from pytest_bulkhead.history.schema import DAY, IS_BAD, attempts, environments, shards, tallies, tests
from pytest_bulkhead.history.tallying import WALL
from pytest_bulkhead.history.values import Attempt, Outcome, Quantity, RunsOfTest, RunTotals, Series, Strip
from pytest_bulkhead.history.workers import worker_of

_OUTCOMES = {int(outcome): outcome for outcome in Outcome}


class Counts(NamedTuple):
    """How much the store holds."""

    runs: int
    shards: int
    tests: int
    attempts: int
    first: int | None
    last: int | None


class DayTotals(NamedTuple):
    """What a day came to in one environment.

    Args:
        day: since 1970, in UTC.
        environment: its name.
        tests: how many different ones were run.
        attempts: how many attempts were made at them.
        bad: how many of them failed.
        good: how many went as expected.
        wall: the time of those, in microseconds.
        cpu: likewise, as far as it is known.
    """

    day: int
    environment: str
    tests: int
    attempts: int
    bad: int
    good: int
    wall: int
    cpu: int


class Reader:
    """Asks one state of the store; `Store.reading` gives the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._environments = dict(plain(connection, select(environments.c.id, environments.c.name)))

    def counts(self) -> Counts:
        """How much there is."""
        of_shards = select(
            func.count(shards.c.run.distinct()),
            func.count(),
            func.coalesce(func.sum(shards.c.attempts), 0),
            func.min(shards.c.started),
            func.max(shards.c.started),
        ).select_from(shards)
        runs, parts, count, first, last = self._connection.execute(of_shards).one()
        # The names of tests that a broken ingest has left do no harm, and are not counted.
        known = self._connection.execute(select(func.count(tallies.c.test.distinct()))).scalar_one()
        return Counts(runs, parts, known, int(count), first, last)

    def totals(self, since: int = 0, environment: str = "") -> list[RunTotals]:
        """Each run in each environment, the earliest first.

        Args:
            since: microseconds since 1970.
            environment: the only one; empty means all.
        """
        rows = self._connection.execute(select(shards).where(shards.c.started >= since).order_by(shards.c.started))
        parts: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for row in rows:
            if not environment or self._environments.get(row.environment) == environment:
                parts[row.run, row.environment].append(row)
        return [_total(of_run, self._environments[key[1]]) for key, of_run in parts.items()]

    def unsteady(self, last: int = 200, since: int = 0) -> Iterator[RunsOfTest]:
        """The tests that have failed at least once, with all of their attempts.

        Args:
            last: so many runs of each environment, the latest.
            since: none that began before this.
        """
        known = self._latest(last, since)
        runs = sorted({one.run for one in known.values()})
        failed = set[int]()
        for some in pieces(runs):
            where = attempts.c.run.in_(numbers(some))
            failed.update(self._connection.execute(select(attempts.c.test).where(IS_BAD, where).distinct()).scalars())
        names = names_of_tests(self._connection, failed)
        for of_tests in pieces(sorted(failed), 500):
            wanted = attempts.c.run.in_(numbers(runs)), attempts.c.test.in_(numbers(of_tests))
            yield from self._grouped(_attempts().where(*wanted), known, names)

    def of_run(self, run: int) -> Iterator[RunsOfTest]:
        """All tests of one run, with their attempts in it."""
        known = self._latest(1, 0, run)
        yield from self._grouped(_attempts().where(attempts.c.run == run), known, names_of_tests(self._connection))

    def strips(self, last: int = 30, since: int = 0) -> Iterator[Strip]:
        """All tests, with what became of them in the latest runs; as `unsteady` otherwise."""
        names = names_of_tests(self._connection)
        for test, environment, marks in read_strips(self._connection, self._latest(last, since)):
            yield Strip(names[test], self._environments[environment], marks)

    def of_test(self, test: str, last: int = 200, since: int = 0) -> list[RunsOfTest]:
        """One test, in each environment."""
        known = self._latest(last, since)
        named = list(self._connection.execute(select(tests.c.id).where(tests.c.nodeid == test)).scalars())
        runs = sorted({one.run for one in known.values()})
        wanted = attempts.c.run.in_(numbers(runs)), attempts.c.test.in_(numbers(named))
        return list(self._grouped(_attempts().where(*wanted), known, dict.fromkeys(named, test)))

    def series(self, *quantities: Quantity, last: int = 30, since: int = 0) -> Iterator[Series]:
        """What was measured of all tests: of each run the last attempt that was good and tells it.

        Args:
            quantities: told one after the other, and read together.
            last: so many runs of each environment, the latest.
            since: none that began before this.
        """
        known = self._latest(last, since)
        names, moments = names_of_tests(self._connection), Moments(known)
        for quantity, found in read_series(self._connection, quantities, known):
            for one in found:
                environment = self._environments[one.environment]
                yield Series(names[one.test], environment, quantity, moments.of(one.made_in), one.values)

    def days(self, since: int = 0) -> list[DayTotals]:
        """What the days came to, in order."""
        summed = [func.sum(tallies.c[name]) for name in ("attempts", "bad", "good", "wall", "cpu")]
        rows = self._connection.execute(
            select(tallies.c.day, tallies.c.environment, func.count(), *summed)
            .where(tallies.c.day >= since // DAY)
            .group_by(tallies.c.day, tallies.c.environment)
            .order_by(tallies.c.day)
        )
        return [DayTotals(row[0], self._environments[row[1]], *(int(value) for value in row[2:])) for row in rows]

    def messages(self, signatures: Iterable[int]) -> dict[int, str]:
        """The words of failures, by their signatures."""
        return contents_of_texts(self._connection, set(signatures) - {0})

    def findings(self, since: int = 0) -> list[KnownFinding]:
        """What has been found about tests."""
        return read_findings(self._connection, since)

    def _latest(self, last: int, since: int, only: int = 0) -> dict[int, Shard]:
        return latest_shards(self._connection, last, since, only)

    def _grouped(
        self, query: Select[Any], known: Mapping[int, Shard], names: Mapping[int, str]
    ) -> Iterator[RunsOfTest]:
        grouped: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
        workers: dict[int, str] = {}
        for row in plain(self._connection, query):
            test, shard, number, worker, position, outcome, *measured = row
            of = known.get(shard)
            if of is None:
                continue
            name = workers.get(worker)
            if name is None:
                name = workers[worker] = worker_of(worker, contents_of_texts(self._connection, {worker}))
            run, environment, started, revision, branch, is_dirty = of
            told = (run, started, revision, branch, is_dirty, shard, number, name, position, _OUTCOMES[outcome])
            grouped[test, environment].append(Attempt._make(told + tuple(measured)))
        for (test, environment), of_test in sorted(grouped.items()):
            of_test.sort(key=_in_order)
            yield RunsOfTest(names[test], self._environments[environment], tuple(of_test))


def _attempts() -> Select[Any]:
    names = ("test", "shard", "number", "worker", "position", "outcome")
    columns = [attempts.c[name] for name in names]
    measured = [attempts.c[name] for name in ("cpu", "resident", "signature", "begun", "setup")]
    return select(*columns, WALL, *measured)


def _total(parts: Sequence[Any], environment: str) -> RunTotals:
    first = parts[0]
    ends = [part.ended for part in parts]
    started = min(part.started for part in parts)
    return RunTotals(
        run=first.run,
        started=started,
        revision=first.revision,
        branch=first.branch,
        is_dirty=None if first.dirty is None else bool(first.dirty),
        environment=environment,
        shards=len(parts),
        workers=sum(part.workers for part in parts),
        attempts=sum(part.attempts for part in parts),
        bad=sum(part.bad for part in parts),
        crashes=sum(part.crashes for part in parts),
        collect_errors=sum(part.collect_errors for part in parts),
        is_complete=all(part.complete for part in parts),
        wall=sum(part.wall for part in parts),
        # A clock that was set back between the first start and the last end tells nothing.
        elapsed=None if None in ends or max(ends) < started else max(ends) - started,
    )


def _in_order(attempt: Attempt) -> tuple[int, int, int, int]:
    return attempt.started, attempt.shard, attempt.position, attempt.number
