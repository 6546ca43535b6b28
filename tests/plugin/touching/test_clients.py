"""What a suite could notice of being watched, and what is said of libraries that we do not know."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import AsyncMock, create_autospec

import asyncpg
import psycopg
import psycopg2.extensions
import psycopg2.extras
import pytest
import redis
import redis.asyncio

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.touching.clients.remembered import Remembered
from pytest_bulkhead.plugin.touching.clients.wraps import Wraps
from pytest_bulkhead.plugin.touching.touching import Touching

from ..conftest import RunSuite
from .test_files import RACES, told

CLASSES = (
    *(psycopg.Cursor.__mro__[1], psycopg.Connection.__mro__[1], asyncpg.Connection),
    *(redis.connection.AbstractConnection, redis.asyncio.connection.AbstractConnection),
    *(psycopg2.extensions.cursor, psycopg2.extensions.connection),
)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Touching]:
    touching = Touching(Ground(str(tmp_path)))
    touching.start()
    yield touching
    touching.stop()


def test_all_is_put_back(tmp_path: Path) -> None:
    before = [dict(vars(one)) for one in CLASSES]
    touching = Touching(Ground(str(tmp_path)))
    touching.start()
    assert [dict(vars(one)) for one in CLASSES] != before
    touching.stop()
    assert [dict(vars(one)) for one in CLASSES] == before


def test_classes_and_signatures_stay_what_they_are(watched: Touching, postgres: str) -> None:
    assert inspect.iscoroutinefunction(asyncpg.Connection.execute)
    assert list(inspect.signature(asyncpg.Connection.execute).parameters)[:2] == ["self", "query"]
    assert isinstance(create_autospec(asyncpg.Connection).execute, AsyncMock)
    connection = psycopg2.connect(postgres)
    assert type(connection) is psycopg2.extensions.connection
    with connection.cursor() as cursor:
        assert type(cursor) is psycopg2.extensions.cursor
        with pytest.raises(TypeError, match="argument 'query'"):
            cursor.execute()  # type: ignore[call-arg]
        with pytest.raises(psycopg2.errors.UndefinedTable):
            cursor.execute("SELECT * FROM nowhere")
    connection.close()


def test_what_a_suite_has_put_in_a_place_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        def send(self) -> str:
            return "sent"

    def other(self: Client) -> str:
        return "of the suite"

    wraps = Wraps()
    wraps.before(Client, "send", lambda frame, args, kwargs: None)
    monkeypatch.setattr(Client, "send", other)
    wraps.restore()
    assert Client().send() == "of the suite"


@pytest.mark.parametrize("raises", [ValueError, LookupError])
def test_a_mistake_of_ours_is_not_the_suites(raises: Callable[[], Exception]) -> None:
    class Client:
        def send(self) -> str:
            return "sent"

    def see(*_: object) -> None:
        raise raises()

    wraps = Wraps()
    wraps.before(Client, "send", see)
    assert Client().send() == "sent"
    wraps.restore()
    with pytest.raises(LookupError):
        wraps.before(Client, "receive", see)


def test_what_is_gone_is_forgotten() -> None:
    class Thing:
        pass

    remembered: Remembered[int] = Remembered()
    thing, other = Thing(), Thing()
    remembered.put(thing, 1)
    assert (remembered.get(thing), remembered.get(other)) == (1, None)
    del thing
    assert remembered._known == {}


UNKNOWN = {
    "redis/__init__.py": "__version__ = '99.0'",
    "asyncpg/__init__.py": "class Connection: pass",
    "test_it.py": "import asyncpg, redis\ndef test_it(): open('data', 'w').close()\n",
}


def test_a_library_that_we_do_not_know_is_said_once_and_the_rest_goes_on(run_suite: RunSuite) -> None:
    done = run_suite(UNKNOWN, RACES)
    assert done.status == 0, done.output
    assert done.output.count("redis 99.0 is not known to us") == 1
    assert done.output.count("tables in PostgreSQL are not all known: asyncpg") == 1
    assert told(done) == {("test_it", "test"): {"data": "w"}}


LATE = """
    import os
    def test_late():
        import psycopg
        with psycopg.connect(os.environ["DB"]) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS late (id int)")
    def test_private():
        import psycopg, uuid
        with psycopg.connect(os.environ["DB"]) as connection:
            schema = f"s{uuid.uuid4().hex}"
            connection.execute(f"CREATE SCHEMA {schema}")
            connection.execute(f"CREATE TABLE {schema}.t (id int)")
            connection.execute("CREATE SCHEMA test_worker_gw0")
            connection.execute("SET search_path TO test_worker_gw0, public")
            connection.execute("CREATE TABLE t (id int)")
            connection.execute("SELECT * FROM t")
            connection.rollback()
"""


def test_a_library_is_met_in_the_middle_of_a_test(postgres: str, run_suite: RunSuite) -> None:
    done = run_suite({"test_late.py": LATE}, RACES, DB=postgres)
    assert done.status == 0, done.output
    tables = [(touch.kind, touch.name.partition("/")[2]) for one in done.record.touched for touch in one.touches]
    assert [name for kind, name in tables if kind == "table"] == ["harbour.public.late"]


AMBIGUOUS = """
    import os, psycopg
    def test_it():
        with psycopg.connect(os.environ["DB"], options="-c search_path=own,public") as connection:
            connection.execute("DO $$ BEGIN END $$")
            try: connection.execute("SELECT * FROM somewhere")
            except psycopg.errors.UndefinedTable: pass
"""


def test_what_cannot_be_told_is_said(postgres: str, run_suite: RunSuite) -> None:
    done = run_suite({"test_it.py": AMBIGUOUS}, RACES, DB=postgres)
    assert done.status == 0, done.output
    assert "a table's name that each schema of the search path may hold" in done.output
    assert "a statement whose text does not say what it touches" in done.output
    assert all(touch.kind != "table" for one in done.record.touched for touch in one.touches)
