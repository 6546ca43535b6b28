"""`python -m benchmarks.history`: how fast results come into the store, and how fast reports get them out of it."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.store import Store, open_store
from pytest_bulkhead.history.tallying import tally_of
from pytest_bulkhead.history.values import Quantity

_TESTS = 10_000
_STARTED = 1_760_000_000
_DAY = 86_400


def main() -> None:
    """Ingest into SQLite, beside rows that are merely written; then the report's questions to a store of 10⁷."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    parser.add_argument("--results", type=int, default=100_000, help="in each file that is taken in (100000)")
    parser.add_argument("--attempts", type=int, default=10_000_000, help="in the store that is asked, 0 for none")
    parser.add_argument("--store", help="an empty PostgreSQL database, asked instead of an SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.home()) as folder:
        compare_ingest(Path(folder), options.results)
        if options.attempts:
            print()
            compare_questions(options.store or str(Path(folder) / "large.sqlite"), options.attempts)


def compare_ingest(folder: Path, results: int) -> None:
    """Print results a second of each kind of file, and of rows merely written into the same table by `executemany`."""
    print(f"{'into SQLite':34}{'results':>10}{'a s, wall':>12}{'a s, CPU':>12}{'of plain':>10}")
    files = {
        "run record, first": _record(folder / "first.jsonl", results, 1),
        "run record, of known tests": _record(folder / "next.jsonl", results, 2),
        "JUnit XML, of known tests": _junit(folder / "junit.xml", results),
        "pytest-reportlog, of known tests": _reportlog(folder / "log.jsonl", results),
    }
    plain = _timed(lambda: _plain(folder / "plain.sqlite", results))
    with open_store(folder / "history.sqlite") as store:
        for name, path in files.items():
            cost = _timed(lambda path=path: Ingest(store).take(path))  # type: ignore[misc]
            share = f"{plain[1] / cost[1]:.2f} ×"
            print(f"{name:34}{results:10}{results / cost[0]:12,.0f}{results / cost[1]:12,.0f}{share:>10}")
    name = "executemany into the same table"
    print(f"{name:34}{results:10}{results / plain[0]:12,.0f}{results / plain[1]:12,.0f}{'1 ×':>10}")
    size = (folder / "history.sqlite").stat().st_size / results / len(files)
    print(f"{size:.0f} bytes a result")


def compare_questions(place: str, attempts: int) -> None:
    """Print how long each question takes to a store of so many attempts: of 10,000 tests, ten runs a day."""
    with open_store(place) as store:
        cost = _timed(lambda: _fill(store, attempts // _TESTS))
        print(f"{store.place}: {attempts:,} attempts of {_TESTS:,} tests, made in {cost[0]:.0f} s")
        questions: dict[str, Callable[[Reader], Any]] = {
            "counts": Reader.counts,
            "totals of all runs": Reader.totals,
            "flaky: tests that failed, 200 runs": lambda reader: list(reader.unsteady(200)),
            "strips of all tests, 30 runs": lambda reader: list(reader.strips(30)),
            "durations of all tests, 30 runs": lambda reader: list(reader.series(Quantity.WALL, last=30)),
            "growth of all tests, 30 runs": lambda reader: list(reader.series(Quantity.GROWTH, last=30)),
            "trends by day": Reader.days,
            "one test, 200 runs": lambda reader: reader.of_test("tests/test_7.py::test_777"),
        }
        print(f"{'asked':38}{'answers':>10}{'s, wall':>10}{'s, CPU':>10}")
        for name, ask in questions.items():
            found: list[Any] = []
            with store.reading() as connection:
                wall, cpu = _timed(lambda ask=ask, found=found: found.append(ask(Reader(connection))))  # type: ignore[misc]
            count = len(found[0]) if isinstance(found[0], list) else 1
            print(f"{name:38}{count:10,}{wall:10.2f}{cpu:10.2f}")


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _test(number: int) -> str:
    return f"tests/test_{number // 100}.py::test_{number}"


def _outcome(number: int, run: int) -> str:
    return "failed" if number % 50 == run % 50 else "passed"


def _record(path: Path, results: int, run: int) -> Path:
    header = {"event": "run", "schema": 1, "run": f"r{run}", "started": _STARTED + run, "python": "3.12.1"}
    with path.open("w") as file:
        file.write(json.dumps(header) + "\n")
        for number in range(results):
            test = _test(number % _TESTS)
            file.write(f'{{"event":"start","test":"{test}"}}\n')
            file.write(
                f'{{"event":"test","test":"{test}","worker":"gw{number % 4}","outcome":"{_outcome(number, run)}",'
                f'"seconds":0.0012,"begun_us":{number},"setup_us":100,"call_us":1000,"teardown_us":100,'
                f'"resident_kb":80000,"cpu_us":1000}}\n'
            )
        file.write('{"event":"end","status":1,"seconds":3}\n')
    return path


def _junit(path: Path, results: int) -> Path:
    with path.open("w") as file:
        file.write('<testsuites><testsuite name="pytest" timestamp="2025-10-09T08:53:20+00:00">')
        for number in range(results):
            case = (
                f'<testcase classname="tests.test_{number % _TESTS // 100}" name="test_{number % _TESTS}" time="0.0012"'
            )
            failed = _outcome(number, 3) == "failed"
            file.write(
                f'{case}><failure message="assert {number} == 2">..</failure></testcase>' if failed else f"{case} />"
            )
        file.write("</testsuite></testsuites>")
    return path


def _reportlog(path: Path, results: int) -> Path:
    with path.open("w") as file:
        file.write('{"pytest_version": "9.2.0", "$report_type": "SessionStart"}\n')
        for number in range(results):
            name = f"test_{number % _TESTS}"
            for when in ("setup", "call", "teardown"):
                told = {
                    "location": [_test(number % _TESTS).partition("::")[0], 7, name],
                    "keywords": {name: 1, "test_a.py": 1, "tests": 1, "project": 1, "": 1},
                    "outcome": "passed",
                    "longrepr": None,
                    "when": when,
                    "user_properties": [],
                    "sections": [],
                    "duration": 0.000320454993925523,
                    "start": _STARTED + 9.5686145,
                    "stop": _STARTED + 9.568935,
                    "nodeid": _test(number % _TESTS),
                    "$report_type": "TestReport",
                }
                file.write(json.dumps(told) + "\n")
    return path


def _plain(path: Path, results: int) -> None:
    columns = schema.attempts.c.keys()
    write = f"INSERT INTO {schema.attempts.name} VALUES ({', '.join('?' * len(columns))})"
    rows = [
        (
            1,
            number % _TESTS,
            1,
            number,
            1,
            number % 4,
            1 + (number % 50 == 0),
            number,
            100,
            1000,
            100,
            1000,
            80000,
            0,
            0,
        )
        for number in range(results)
    ]
    rows.sort()
    with open_store(path) as store, store.writing() as connection:
        connection.exec_driver_sql(write, rows)


def _fill(store: Store, runs: int) -> None:
    """Ten runs a day; every fiftieth test fails in every hundredth run, and another one all the time of late."""
    zero = {"workers": 4, "crashes": 0, "collect_errors": 0, "complete": 1, "attempts": _TESTS, "bad": 2, "wall": 9}
    texts = {"source": "record", "branch": "trunk", "provider": "", "job": "", "url": "", "labels": "{}", "tool": ""}
    names = [_test(number) for number in range(_TESTS)]
    with store.writing(alone=True) as connection:
        connection.execute(insert(schema.environments), [{"id": 1, "name": "bench"}])
        numbers = sorted(schema.identity(name) for name in names)
        connection.execute(insert(schema.tests), [{"id": schema.identity(name), "nodeid": name} for name in names])
        connection.execute(insert(schema.runs), [{"id": run, "key": f"r{run}"} for run in range(1, runs + 1)])
        connection.execute(
            insert(schema.shards),
            [
                {"id": run, "run": run, "key": f"r{run}", "size": 1, "digest": "", "environment": 1, "dirty": 0}
                | {"started": (_STARTED + run * _DAY // 10) * 1_000_000, "ended": None, "revision": f"{run // 3}"}
                | zero
                | texts
                for run in range(1, runs + 1)
            ],
        )
        connection.execute(text("CREATE TEMPORARY TABLE numbered (position INTEGER, test BIGINT)"))
        numbered = [{"position": position, "test": test} for position, test in enumerate(numbers)]
        connection.execute(text("INSERT INTO numbered VALUES (:position, :test)"), numbered)
        columns = ", ".join(schema.attempts.c.keys())
        size = "80000 + {0} / 10 + ({0} * 31 + :run) % 64"
        more = (
            f"({size.format('position')} - ({size.format('(position - 4)')}))"  # the same worker made the fourth before
        )
        for run in range(1, runs + 1):
            connection.execute(
                text(
                    f"INSERT INTO bulkhead_attempt ({columns}) "
                    "SELECT :run, test, :run, position, 1, position % 4 + 1, "
                    "CASE WHEN position % 50 = 0 AND (position / 50 + :run) % 100 = 0 THEN 2 ELSE 1 END, "
                    "position * 100, 100, 1000 + (position * 7 + :run * 13) % 300, 100, 1100, "
                    f"{size.format('position')}, 0, "
                    f"CASE WHEN position < 4 THEN NULL WHEN {more} < 0 THEN 0 ELSE {more} END "
                    "FROM numbered ORDER BY test"
                ),
                {"run": run},
            )
        connection.execute(insert(schema.tallies).from_select(schema.tallies.c.keys(), tally_of()))
        connection.execute(text("DROP TABLE numbered"))
        if store.is_postgres:
            connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
