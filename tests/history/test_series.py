"""What was measured of tests is told the same, however runs, shards, tests and workers come and go."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import pytest

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.migrating import VERSION, migrate
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.history.values import Quantity, Series
from tests.history.writing import STARTED, record

QUANTITIES = tuple(Quantity)


def history(folder, chance):
    """Files of runs in which tests appear and vanish, fail, are made again, and are not always measured."""
    for run in range(6):
        for shard in range(chance.choice((1, 1, 2))):
            results = []
            for _ in range(chance.randint(0, 12)):
                measured = {"call_us": chance.randint(0, 900), "cpu_us": chance.randint(0, 900)}
                if chance.random() < 0.8:
                    measured["resident_kb"] = chance.randint(50, 99)
                if chance.random() < 0.2:
                    del measured["cpu_us"]
                results.append(
                    {
                        "test": f"t{chance.randint(0, 6)}",
                        "worker": f"gw{chance.randint(0, 1)}",
                        "outcome": chance.choice(("passed", "passed", "passed", "failed", "skipped", "xfailed")),
                        "setup_us": 1,
                        **measured,
                    }
                )
            yield record(
                folder / f"{run}-{shard}.jsonl",
                results,
                run=f"r{run}-{shard}",
                started=STARTED + 10 * run + shard,
                environment=chance.choice(("here", "here", "there")),
                revision=f"v{run}",
                ci={"provider": "x", "run": str(run)},
            )


def by_hand(reader, last):
    """One attempt after the other."""
    runs = defaultdict(set)
    for total in reader.totals():
        runs[total.environment].add((total.started, total.run))
    latest = {place: {run for _, run in sorted(some)[-last:]} for place, some in runs.items()}
    of_processes, of_tests = defaultdict(list), {}
    for test in range(7):
        for found in reader.of_test(f"t{test}"):
            of_tests[found.test, found.environment] = found.attempts
            for attempt in found.attempts:
                of_processes[attempt.shard, attempt.worker].append(attempt)
    grown = {}
    for some in of_processes.values():
        some.sort(key=lambda attempt: attempt.position)
        for before, attempt in pairwise(some):
            if before.resident is not None and attempt.resident is not None:
                grown[attempt.shard, attempt.position] = max(0, attempt.resident - before.resident)
    told = {}
    for quantity in QUANTITIES:
        for (test, environment), attempts in of_tests.items():
            points = {}
            for attempt in sorted(attempts, key=lambda one: (one.shard, one.position)):
                values = {
                    Quantity.WALL: attempt.wall,
                    Quantity.CPU: attempt.cpu,
                    Quantity.RESIDENT: attempt.resident,
                    Quantity.GROWTH: grown.get((attempt.shard, attempt.position)),
                }
                if attempt.outcome.is_good and attempt.run in latest[environment] and values[quantity] is not None:
                    points[attempt.run] = (attempt.started, attempt.run, attempt.revision, values[quantity])
            if points:
                told[test, environment, quantity] = [
                    (run, started, revision, value) for started, run, revision, value in sorted(points.values())
                ]
    return told


def plain(series: list[Series]):
    return {(one.test, one.environment, one.quantity): [tuple(point) for point in one.points] for one in series}


@pytest.mark.parametrize("seed", range(8))
def test_series_are_those_of_the_attempts(seed, tmp_path):
    chance = random.Random(seed)
    with open_store(tmp_path / "history.sqlite") as store:
        ingest = Ingest(store)
        for path in history(tmp_path, chance):
            ingest.take(path)
        for last in (2, 30):
            with store.reading() as connection:
                reader = Reader(connection)
                expected = by_hand(reader, last)
                assert plain(list(reader.series(*QUANTITIES, last=last))) == expected
                assert plain([one for each in QUANTITIES for one in reader.series(each, last=last)]) == expected


def test_a_store_of_an_earlier_version_learns_by_how_much_processes_grew(tmp_path):
    with open_store(tmp_path / "history.sqlite") as store:
        ingest = Ingest(store)
        for path in history(tmp_path, random.Random(3)):
            ingest.take(path)
        with store.reading() as connection:
            before = plain(list(Reader(connection).series(Quantity.GROWTH)))
        assert before
        with store.writing(alone=True) as connection:
            migrate(connection, store.place, 3)
    with open_store(tmp_path / "history.sqlite") as store, store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version FROM bulkhead_schema").scalar_one() == VERSION
        assert plain(list(Reader(connection).series(Quantity.GROWTH))) == before


def test_a_store_without_runs_has_no_series(asked):
    assert asked(lambda reader: list(reader.series(*QUANTITIES))) == []
