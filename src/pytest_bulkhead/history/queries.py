"""What the store is asked by those who judge and report; every answer is a plain value of `values`."""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, select

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.schema import DAY, IS_BAD, attempts, environments, findings, shards, tallies, tests, texts
from pytest_bulkhead.history.tallying import IS_GOOD, WALL
from pytest_bulkhead.history.values import Attempt, Moment, Outcome, Quantity, RunsOfTest, RunTotals, Series, Strip
from pytest_bulkhead.history.workers import worker_of

_AT_ONCE = 2000
_KEY = (attempts.c.test, attempts.c.shard, attempts.c.position)
"""The order in which the attempts of a run lie in the store."""
_OUTCOMES = {int(outcome): outcome for outcome in Outcome}
_MARKS = {int(one): "F" if one.is_bad else "." if one.is_good else "s" for one in Outcome}
_NEXT = {(known, mark): mark for known in " s" for mark in "F.s"} | {
    (".", "."): ".",
    (".", "s"): ".",
    (".", "F"): "R",
    ("F", "F"): "F",
    ("F", "s"): "F",
    ("F", "."): "R",
    **{("R", mark): "R" for mark in "F.s"},
}
"""What a mark becomes with one more attempt."""
_MEASURED: Mapping[Quantity, ColumnElement[Any]] = {
    Quantity.WALL: WALL,
    Quantity.CPU: attempts.c.cpu,
    Quantity.RESIDENT: attempts.c.resident,
}


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


class KnownFinding(NamedTuple):
    """A finding, as often as it has been told of a test.

    Args:
        times: in how many shards.
        last: when the latest of them began.
    """

    finding: Finding
    times: int
    last: int


class _Shard(NamedTuple):
    run: int
    environment: int
    started: int
    revision: str
    branch: str
    is_dirty: bool | None


class Reader:
    """Asks one state of the store; `Store.reading` gives the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._environments = dict(self._pairs(select(environments.c.id, environments.c.name)))

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
        for some in _pieces(runs):
            where = attempts.c.run.in_(_numbers(some))
            failed.update(self._connection.execute(select(attempts.c.test).where(IS_BAD, where).distinct()).scalars())
        names = self._names(failed)
        for of_tests in _pieces(sorted(failed), 500):
            wanted = attempts.c.run.in_(_numbers(runs)), attempts.c.test.in_(_numbers(of_tests))
            yield from self._grouped(_attempts().where(*wanted), known, names)

    def of_run(self, run: int) -> Iterator[RunsOfTest]:
        """All tests of one run, with their attempts in it."""
        known = self._latest(1, 0, run)
        yield from self._grouped(_attempts().where(attempts.c.run == run), known, self._names())

    def strips(self, last: int = 30, since: int = 0) -> Iterator[Strip]:
        """All tests, with what became of them in the latest runs; as `unsteady` otherwise."""
        known = self._latest(last, since)
        begins = {(one.environment, one.run): one.started for one in sorted(known.values(), key=_start, reverse=True)}
        places: dict[tuple[int, int], int] = {}
        widths: dict[int, int] = defaultdict(int)
        for environment, run in sorted(begins, key=begins.__getitem__):
            places[environment, run] = widths[environment]
            widths[environment] += 1
        marks: dict[tuple[int, int], list[str]] = {}
        for run in {run for _, run in places}:
            query = select(attempts.c.test, attempts.c.shard, attempts.c.outcome).where(attempts.c.run == run)
            for test, shard, outcome in self._plain(query.order_by(*_KEY)):
                of = known.get(shard)
                if of is None:
                    continue
                strip = marks.get((test, of.environment))
                if strip is None:
                    strip = marks[test, of.environment] = [" "] * widths[of.environment]
                at = places[of.environment, run]
                strip[at] = _NEXT[strip[at], _MARKS[outcome]]
        names = self._names()
        for (test, environment), strip in sorted(marks.items()):
            yield Strip(names[test], self._environments[environment], "".join(strip))

    def of_test(self, test: str, last: int = 200, since: int = 0) -> list[RunsOfTest]:
        """One test, in each environment."""
        known = self._latest(last, since)
        numbers = list(self._connection.execute(select(tests.c.id).where(tests.c.nodeid == test)).scalars())
        runs = sorted({one.run for one in known.values()})
        wanted = attempts.c.run.in_(_numbers(runs)), attempts.c.test.in_(_numbers(numbers))
        return list(self._grouped(_attempts().where(*wanted), known, dict.fromkeys(numbers, test)))

    def series(self, quantity: Quantity, last: int = 30, since: int = 0) -> Iterator[Series]:
        """What was measured of all tests: of each run the last attempt that was good and tells it."""
        known = self._latest(last, since)
        runs = sorted({one.run for one in known.values()})
        names = self._names()
        # Of each test the shards and the values, in lists of their own: of millions of measurements, an object for each
        # would take most of the time.
        measurements: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        # By run, the latest last: those of a test come in their order.
        for run in sorted(runs, key={one.run: one.started for one in known.values()}.__getitem__):
            for test, shard, measured in self._plain(_measurements(quantity, run)):
                of = known.get(shard)
                if of is None or measured is None:
                    continue
                made_in, values = measurements[test, of.environment]
                if made_in and known[made_in[-1]].run == run:
                    made_in.pop()
                    values.pop()
                made_in.append(shard)
                values.append(measured)
        moments = _Moments(known)
        for (test, environment), (made_in, values) in sorted(measurements.items()):
            yield Series(
                names[test], self._environments[environment], quantity, moments.of(tuple(made_in)), tuple(values)
            )

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
        return self._texts(set(signatures) - {0})

    def findings(self, since: int = 0) -> list[KnownFinding]:
        """What has been found about tests."""
        rows = self._connection.execute(
            select(findings.c.text, func.count(), func.max(shards.c.started))
            .select_from(findings.join(shards, findings.c.shard == shards.c.id))
            .where(shards.c.started >= since)
            .group_by(findings.c.text)
        ).all()
        contents = self._texts({row[0] for row in rows})
        told = []
        for content, times, last in rows:
            # One that is longer than what is kept of texts is none any more.
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                told.append(KnownFinding(Finding.from_json(json.loads(contents.get(content, ""))), times, last))
        return sorted(told, key=lambda one: (one.finding.sort_key, one.times))

    def _latest(self, last: int, since: int, only: int = 0) -> dict[int, _Shard]:
        """The shards of the latest runs of each environment, or of one run, by their numbers."""
        columns = [shards.c[name] for name in ("id", *_Shard._fields[:5])]
        where = shards.c.run == only if only else shards.c.started >= since
        latest = shards.c.started.desc(), shards.c.id.desc()
        rows = self._plain(select(*columns, shards.c.dirty).where(where).order_by(*latest))
        runs: dict[int, dict[int, None]] = defaultdict(dict)
        known = {}
        for number, run, environment, started, revision, branch, dirty in rows:
            of_environment = runs[environment]
            if run in of_environment or len(of_environment) < last:
                of_environment[run] = None
                is_dirty = None if dirty is None else bool(dirty)
                known[number] = _Shard(run, environment, started, revision, branch, is_dirty)
        return known

    def _grouped(
        self, query: Select[Any], known: Mapping[int, _Shard], names: Mapping[int, str]
    ) -> Iterator[RunsOfTest]:
        grouped: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
        workers: dict[int, str] = {}
        for row in self._plain(query):
            test, shard, number, worker, position, outcome, *measured = row
            of = known.get(shard)
            if of is None:
                continue
            name = workers.get(worker)
            if name is None:
                name = workers[worker] = worker_of(worker, self._texts({worker}))
            run, environment, started, revision, branch, is_dirty = of
            told = (run, started, revision, branch, is_dirty, shard, number, name, position, _OUTCOMES[outcome])
            grouped[test, environment].append(Attempt._make(told + tuple(measured)))
        for (test, environment), of_test in sorted(grouped.items()):
            of_test.sort(key=_in_order)
            yield RunsOfTest(names[test], self._environments[environment], tuple(of_test))

    def _names(self, numbers: Iterable[int] | None = None) -> dict[int, str]:
        query = select(tests.c.id, tests.c.nodeid)
        if numbers is None:
            return dict(self._pairs(query))
        found: dict[int, str] = {}
        for some in _pieces(sorted(numbers)):
            found |= self._pairs(query.where(tests.c.id.in_(_numbers(some))))
        return found

    def _texts(self, numbers: Iterable[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for some in _pieces(sorted(numbers)):
            found |= self._pairs(select(texts.c.id, texts.c.content).where(texts.c.id.in_(_numbers(some))))
        return found

    def _pairs(self, query: Select[Any]) -> dict[int, str]:
        return dict(self._plain(query))

    def _plain(self, query: Select[Any]) -> Iterator[Any]:
        """Rows as the driver makes them, in half the time that those with names take."""
        driver: Any = self._connection.execute(query).cursor
        return iter(driver)


class _Moments:
    """Makes each moment once, and each tuple of them."""

    def __init__(self, known: Mapping[int, _Shard]) -> None:
        self._each = {number: Moment(of.run, of.started, of.revision) for number, of in known.items()}
        self._tuples: dict[tuple[int, ...], tuple[Moment, ...]] = {}

    def of(self, made_in: tuple[int, ...]) -> tuple[Moment, ...]:
        """When these shards began."""
        found = self._tuples.get(made_in)
        if found is None:
            found = self._tuples[made_in] = tuple(self._each[shard] for shard in made_in)
        return found


def _measurements(quantity: Quantity, run: int) -> Select[Any]:
    """Test, shard and value of what was good in a run, in the order in which attempts were made at a test."""
    if quantity is not Quantity.GROWTH:
        where = attempts.c.run == run, IS_GOOD
        return select(attempts.c.test, attempts.c.shard, _MEASURED[quantity]).where(*where).order_by(*_KEY)
    before = func.lag(attempts.c.resident).over(
        partition_by=(attempts.c.shard, attempts.c.worker), order_by=attempts.c.position
    )
    grown = (
        select(*_KEY, IS_GOOD.label("good"), (attempts.c.resident - before).label("grown"))
        .where(attempts.c.run == run)
        .subquery()
    )
    # What has shrunk has not grown; spelled so for both databases.
    value = case((grown.c.grown < 0, 0), else_=grown.c.grown)
    return (
        select(grown.c.test, grown.c.shard, value)
        .where(grown.c.good)
        .order_by(grown.c.test, grown.c.shard, grown.c.position)
    )


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


def _start(shard: _Shard) -> int:
    return shard.started


def _in_order(attempt: Attempt) -> tuple[int, int, int, int]:
    return attempt.started, attempt.shard, attempt.position, attempt.number


def _numbers(numbers: Sequence[int]) -> Any:
    """As text: of parameters, databases take only so many."""
    return bindparam(None, list(numbers), expanding=True, literal_execute=True)


def _pieces(numbers: Sequence[int], size: int = _AT_ONCE) -> Iterator[Sequence[int]]:
    for at in range(0, len(numbers), size):
        yield numbers[at : at + size]
