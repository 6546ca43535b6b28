"""A server that others use, too: what is theirs stays as it is, and of ours nothing stays, however a run ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.leases import try_lock
from pytest_bulkhead.resources.postgres.left_over import drop_left_over, left_over
from pytest_bulkhead.resources.postgres.ownership import drop, own_record, record
from pytest_bulkhead.resources.postgres.server import connected
from pytest_bulkhead.resources.postgres.session import Session
from pytest_bulkhead.worker.names import MARK, scoped_name
from tests.plugin.running import command, environment, write
from tests.resources.postgres.test_databases import SUITE, left
from tests.resources.suites import PLUGINS, run_suite

psycopg = pytest.importorskip("psycopg")

WAITS = {
    "conftest.py": """
        import psycopg, pytest

        def migrate(url):
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE ships (name text)")

        @pytest.fixture(scope="session")
        def postgres_migrations():
            return migrate
        """,
    "test_waits.py": """
        import os, pathlib, pytest, time

        @pytest.mark.parametrize("n", range(2))
        def test_waits(n, postgres_database, postgres_transaction, postgres_schema):
            pathlib.Path(f"at-{n}").write_text(str(os.getpid()))
            time.sleep(60)
        """,
}


@pytest.fixture
def ours(postgres):
    """A function that gives the names of databases of ours on the server."""
    address = Address.parse(postgres)

    def ours() -> set[str]:
        with Session(address) as session:
            return {name for (name,) in session.run("SELECT datname FROM pg_database") if name.startswith(MARK)}

    return ours


def emptied(ours) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if not ours():
            return True
        time.sleep(0.1)
    return False


def test_nothing_is_done_in_its_own_database_and_nothing_stays(tmp_path, postgres, ours):
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE theirs AS SELECT 1 AS number")
    done = run_suite(tmp_path, SUITE, "-n", "2", BULKHEAD_POSTGRES_URL=postgres)
    assert done.verdict == "8 passed", done.output
    assert (tmp_path / "seeded.txt").read_text() == "x"
    assert emptied(ours)
    assert left(tmp_path) == []
    with psycopg.connect(postgres) as connection:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        assert connection.execute(tables).fetchall() == [("theirs",)]
        connection.execute("DROP TABLE theirs")


@contextlib.contextmanager
def started(folder: Path, **variables: str):
    """A run whose two workers are each in the midst of a test."""
    write(folder, WAITS)
    arguments = command(*PLUGINS, "-n", "2")
    run = subprocess.Popen(
        arguments,
        cwd=folder,
        env=environment(**variables, BULKHEAD_HOST_FOLDER=str(folder / "host")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + 60
        while len(list(folder.glob("at-*"))) < 2:
            assert run.poll() is None, run.stdout.read()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield run, [int(path.read_text()) for path in folder.glob("at-*")]
    finally:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_stays_when_a_run_is_ended(tmp_path, postgres, ours, end):
    with started(tmp_path, BULKHEAD_POSTGRES_URL=postgres) as (run, workers):
        assert len(ours()) >= 5  # a template, two databases of tests, and those of workers
        run.send_signal(end)
        if end == signal.SIGKILL:
            for pid in workers:
                os.kill(pid, end)
        run.wait(30)
    assert emptied(ours)
    assert left(tmp_path) == []


def test_two_shards_with_the_same_workers_do_not_meet(tmp_path, postgres, ours):
    one, other = tmp_path / "1", tmp_path / "2"
    same = {"BULKHEAD_POSTGRES_URL": postgres, "BULKHEAD_RUN_ID": f"the run {tmp_path}"}
    with started(one, **same, BULKHEAD_SHARD="0") as (first, _), started(other, **same, BULKHEAD_SHARD="1"):
        both = ours()
        first.send_signal(signal.SIGKILL)
        first.wait(30)
        until = time.monotonic() + 30
        while len(ours()) > len(both) / 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(ours()) == len(both) / 2  # the other's are all there
    assert emptied(ours)


def test_left_overs_are_found_and_no_others(postgres, ours, monkeypatch):
    address = Address.parse(postgres)
    with Session(address) as session:
        with monkeypatch.context() as patch:
            patch.setenv("BULKHEAD_RUN_ID", "a dead run")
            dead, foreign = scoped_name("dead"), scoped_name("foreign")
            for name in (dead, foreign):
                session.run("CREATE DATABASE {:name}", name)
            record(session, dead)
            session.run("COMMENT ON DATABASE {:name} IS 'of a colleague'", foreign)
            lease = own_record().lease
        (found,) = left_over(address)
        assert found.database == dead
        with Session(address) as alive:
            assert try_lock(alive, lease)
            assert left_over(address) == []
            assert not drop_left_over(address, found)
        assert drop_left_over(address, found)
        assert ours() == {foreign}
        session.run("DROP DATABASE {:name}", foreign)


def test_a_role_that_may_not_make_databases_is_told_so(postgres):
    with Session(Address.parse(postgres)) as session:
        session.run("CREATE ROLE humble LOGIN")
        with pytest.raises(ServerError, match="ALTER ROLE humble CREATEDB"):
            connected(Address.parse(postgres.replace("tester", "humble")))
        session.run("DROP ROLE humble")


def test_a_role_that_may_make_databases_needs_no_other_right(postgres, ours):
    with Session(Address.parse(postgres)) as session:
        session.run("CREATE ROLE modest LOGIN CREATEDB")
        server = connected(Address.parse(postgres.replace("tester", "modest")))
        with server.database(migrations=_migrate) as database, database.connect() as connection:
            assert connection.execute("SELECT * FROM ships").fetchall() == []
        with server.schema(), server.transaction(migrations=_migrate) as transaction:
            transaction.connection.execute("INSERT INTO ships VALUES ('Ahoy')")
        server.close()
        (template,) = ours()
        drop(session, template)
        session.run("DROP ROLE modest")


def _migrate(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE ships (name text)")


@pytest.mark.parametrize("url", ["postgresql://me:secret@127.0.0.1:1/app", "mysql://me:secret@localhost/app"])
def test_a_server_that_is_not_there_is_an_error_that_keeps_the_password(tmp_path, url):
    test = {"test_it.py": "def test_it(postgres_database): pass\n"}
    done = run_suite(tmp_path, test, BULKHEAD_POSTGRES_URL=url)
    assert done.verdict == "1 error"
    assert "secret" not in done.output
    assert "Connection refused" in done.output or "begins with 'mysql'" in done.output


def test_a_wrong_password_is_told(server):
    wrong = Address("127.0.0.1", server.address.port, server.address.user, "wrong", "postgres")
    with pytest.raises(ServerError, match="password authentication failed"):
        connected(wrong)


def test_the_record_says_who_made_it(server, session):
    with server.database() as database:
        ((comment,),) = session.run(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {}", database.name
        )
    assert json.loads(comment)["pid"] == os.getpid()
