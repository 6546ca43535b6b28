"""However a process ends that adds to a store or migrates it: the store opens, and nothing half-written is counted."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.migrating import VERSION, migrate, version_of
from pytest_bulkhead.history.store import Store, open_store
from tests.history.contents import contents
from tests.history.writing import STARTED, record

INGESTS = """
import sys
from pathlib import Path
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.store import open_store
with open_store(sys.argv[1]) as store:
    ingest = Ingest(store)
    print("ready", flush=True)
    for path in sys.argv[2:]:
        ingest.take(Path(path))
"""
MIGRATES = """
import sys
from pytest_bulkhead.history.migrating import VERSION, migrate
from pytest_bulkhead.history.store import open_store
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    while True:
        for target in (1, VERSION):
            with store.writing(alone=True) as connection:
                migrate(connection, store.place, target)
"""


def files(folder: Path, count: int, tests: int) -> list[Path]:
    """Shards of one run."""
    ci = {"provider": "x", "run": "1"}
    return [
        record(
            folder / f"{number}.jsonl",
            [{"test": f"t{test}", "outcome": "failed" if test % 9 == number else "passed"} for test in range(tests)],
            run=f"s{number}",
            started=STARTED + number,
            ci=ci,
        )
        for number in range(count)
    ]


def killed_after(seconds: float, code: str, *words: str) -> None:
    """Run a child, and end it so that it cannot do anything about it."""
    with subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        child.wait(60)


def assert_whole(store: Store) -> None:
    """What shards and days say is what attempts say."""
    with store.reading() as connection:
        shard = schema.attempts.c.shard
        counted = dict(connection.execute(select(shard, func.count()).group_by(shard)).all())
        told = {row.id: row.attempts for row in connection.execute(select(schema.shards))}
        days = connection.execute(select(func.coalesce(func.sum(schema.tallies.c.attempts), 0))).scalar_one()
    assert counted == told
    assert days == sum(told.values())


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, Any]:
    with open_store(tmp_path / "expected.sqlite") as store:
        for path in files(tmp_path, 4, 1000):
            Ingest(store).take(path)
        return contents(store)


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_ingest_is_sent_again(seed, tmp_path, expected):
    paths = files(tmp_path, 4, 1000)
    place = tmp_path / "history.sqlite"
    drawn = random.Random(seed)
    for _ in range(2):
        killed_after(drawn.uniform(0.0, 0.15), INGESTS, str(place), *map(str, paths))
        with open_store(place) as store:
            assert_whole(store)
    with open_store(place) as store:
        for path in paths:
            Ingest(store).take(path)
        assert contents(store) == expected


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_migration_has_happened_or_not(seed, tmp_path, expected):
    place = tmp_path / "history.sqlite"
    with open_store(place) as store:
        for path in files(tmp_path, 4, 1000):
            Ingest(store).take(path)
    killed_after(random.Random(seed).uniform(0.0, 0.2), MIGRATES, str(place))
    with open_store(place) as store:
        assert_whole(store)
        assert contents(store) == expected


def test_every_migration_goes_both_ways(store, ingest, tmp_path):
    for path in files(tmp_path, 2, 20):
        ingest.take(path)
    before = contents(store)
    for target in (*range(VERSION, 0, -1), *range(1, VERSION + 1)):
        with store.writing(alone=True) as connection:
            migrate(connection, store.place, target)
            assert version_of(connection, store.place) == target
    assert contents(store) == before
    with store.writing(alone=True) as connection:
        migrate(connection, store.place, 0)
        assert version_of(connection, store.place) == 0
