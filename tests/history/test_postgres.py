"""PostgreSQL holds the same as SQLite, and many add to it at once."""

from __future__ import annotations

import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from pytest_bulkhead.errors import StoreError
from pytest_bulkhead.history import ingesting
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.migrating import VERSION, migrate
from pytest_bulkhead.history.pruning import prune
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.schema import DAY
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.history.values import Quantity
from tests.history.contents import contents
from tests.history.test_kills import INGESTS, assert_whole, files
from tests.history.writing import STARTED, record
from tests.servers import postgres

__all__ = ["postgres"]


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """The URL of a database of one's own."""
    name = f"h{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield postgres.rpartition("/")[0] + f"/{name}"
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_same_is_kept_and_told_as_in_sqlite(database, tmp_path):
    measured = {"setup_us": 5, "call_us": 7, "teardown_us": 1, "cpu_us": 9}
    outcomes = ["passed", "failed", "passed"]
    paths = [
        record(
            tmp_path / f"{number}.jsonl",
            [{"test": "t[\x00é\\\t\n]", "outcome": outcome, **measured}, {"test": "u", "resident_kb": 900 + number}],
            run=f"r{number}",
            started=STARTED + number * 86_400,
            revision="abc",
        )
        for number, outcome in enumerate(outcomes)
    ]
    with open_store(tmp_path / "serial.sqlite") as sqlite, open_store(database) as store:
        for path in (*paths, *paths):
            Ingest(sqlite).take(path)
            Ingest(store).take(path)
        assert contents(store) == contents(sqlite)
        assert_whole(store)
        answers = []
        for one in (store, sqlite):
            with one.reading() as connection:
                reader = Reader(connection)
                told = [reader.counts(), reader.totals(), reader.days(), list(reader.unsteady()), list(reader.strips())]
                told += [list(reader.series(quantity)) for quantity in Quantity]
                answers.append((*told, reader.of_test("u"), list(reader.of_run(2))))
        assert answers[0] == answers[1]
        with store.writing(alone=True) as connection:
            migrate(connection, store.place, 1)
            migrate(connection, store.place, VERSION)
        assert contents(store) == contents(sqlite)
        day = int((STARTED + 86_400) * 1e6) // DAY * DAY
        assert prune(store, day) == prune(sqlite, day) == (1, 2)
        assert contents(store) == contents(sqlite)


def test_fifty_shards_at_once_also_when_some_are_killed_and_sent_again(database, tmp_path):
    paths = files(tmp_path, 50, 60)
    command = [sys.executable, "-c", INGESTS, database]
    # Five at once; every second file is sent by two of them.
    children = [
        subprocess.Popen([*command, *map(str, paths[at::5]), *map(str, paths[at + 1 :: 10])], stdout=subprocess.PIPE)
        for at in range(5)
    ]
    try:
        for child in children[:2]:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            child.send_signal(signal.SIGKILL)
        for child in children[2:]:
            assert child.wait(120) == 0
    finally:
        for child in children:
            child.kill()
            child.communicate(timeout=60)
    with open_store(database) as store:
        assert_whole(store)
    again = [subprocess.Popen([*command, *map(str, paths[at::2])], stdout=subprocess.PIPE) for at in range(2)]
    assert [(child.communicate(timeout=120), child.returncode)[1] for child in again] == [0, 0]
    with open_store(database) as store, open_store(tmp_path / "serial.sqlite") as sqlite:
        for path in paths:
            Ingest(sqlite).take(path)
        assert contents(store) == contents(sqlite)


def test_a_server_that_goes_away_leaves_nothing_half_done(database, tmp_path, monkeypatch):
    paths = files(tmp_path, 2, 30)
    insert = ingesting._insert

    def insert_and_cut(connection, batch):
        insert(connection, batch)
        with psycopg.connect(database, autocommit=True) as admin:
            others = "pid <> pg_backend_pid() AND datname = current_database()"
            admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    with open_store(database) as store:
        Ingest(store).take(paths[0])
        before = contents(store)
        with monkeypatch.context() as patched:
            patched.setattr(ingesting, "_insert", insert_and_cut)
            ingest = Ingest(store)
            with pytest.raises(StoreError, match="do it again"):
                ingest.take(paths[1])
    with open_store(database) as store:
        found = contents(store)
        assert {name: found[name] for name in ("bulkhead_attempt", "bulkhead_shard", "bulkhead_tally")} == {
            name: before[name] for name in ("bulkhead_attempt", "bulkhead_shard", "bulkhead_tally")
        }
        Ingest(store).take(paths[1])
        assert_whole(store)


def test_a_server_that_is_not_there_is_told_without_the_password():
    with pytest.raises(StoreError, match="does not answer") as caught, open_store("postgresql://u:hush@127.0.0.1:1/d"):
        pass
    assert "hush" not in str(caught.value)
