"""A test in quarantine fails, and its run does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.migrating import VERSION, migrate
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.regressions.parallel import Success, success
from pytest_bulkhead.history.store import Store

from .writing import record

RESULTS = [{"test": "t.py::a"}, {"test": "t.py::b", "outcome": "quarantined"}]
BEFORE = VERSION - 1


def outcomes(reader: Reader) -> list[str]:
    return [one.outcome.name for runs in reader.of_run(1) for one in runs.attempts]


def test_its_run_has_not_failed(
    ingest: Ingest, asked: Callable[[Callable[[Reader], Any]], Any], tmp_path: Path
) -> None:
    ingest.take(record(tmp_path / "r.jsonl", RESULTS, workers=2))
    (run,) = asked(Reader.totals)
    assert run.bad == 0
    assert success([run], (), parallel=True) == Success(1, 1)
    assert sorted(asked(outcomes)) == ["PASSED", "QUARANTINED"]


def test_an_earlier_version_reads_it_as_the_failure_that_it_knows(
    store: Store, ingest: Ingest, asked: Callable[[Callable[[Reader], Any]], Any], tmp_path: Path
) -> None:
    ingest.take(record(tmp_path / "r.jsonl", RESULTS))
    ingest.take(record(tmp_path / "s.jsonl", RESULTS[:1], run="r2"))
    indexes = "SELECT sql FROM sqlite_master WHERE name = 'bulkhead_attempt_bad'"
    with store.writing(alone=True) as connection:
        migrate(connection, store.place, BEFORE)
        assert connection.exec_driver_sql("SELECT bad FROM bulkhead_shard ORDER BY id").scalars().all() == [1, 0]
        assert connection.exec_driver_sql("SELECT count(*) FROM bulkhead_attempt WHERE outcome = 2").scalar_one() == 1
        assert connection.exec_driver_sql(indexes).scalar_one().endswith("outcome IN (2, 3, 7)")
        migrate(connection, store.place)
        assert connection.exec_driver_sql(indexes).scalar_one().endswith("outcome IN (2, 3, 7, 8)")
    assert sorted(asked(outcomes)) == ["FAILED", "PASSED"]
