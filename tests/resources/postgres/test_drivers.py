"""Each of the libraries will do for us alone."""

from __future__ import annotations

import asyncio

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres import session as module
from pytest_bulkhead.resources.postgres.server import connected
from pytest_bulkhead.resources.postgres.session import DRIVERS, QueryError, Session

EVIL = """a"b'c\\ %s {} ; -- ü"""


@pytest.fixture(params=DRIVERS)
def driver(request, monkeypatch):
    pytest.importorskip(request.param)
    monkeypatch.setattr(module, "DRIVERS", (request.param,))
    return request.param


def test_databases_and_schemas(server, driver, tmp_path):
    (tmp_path / "1.sql").write_text("CREATE TABLE ships (name text); INSERT INTO ships VALUES ('100 %s');")
    through = connected(server.address, is_ours=True)
    with (
        through.database(migrations=tmp_path / "1.sql", extensions=["pg_trgm"]) as database,
        through.schema() as schema,
    ):
        with Session(database.address) as session:
            assert session.run("SELECT name FROM ships") == [("100 %s",)]
        with Session(schema.address) as session:
            assert session.run("SELECT current_schema()::text") == [(schema.schema,)]
    through.close()


def test_names_and_literals_are_quoted(server, driver):
    with server.database() as database, Session(database.address) as session:
        session.run("CREATE TABLE {:name} (text text)", EVIL)
        session.run("INSERT INTO {:name} VALUES ({})", EVIL, EVIL)
        assert session.run("SELECT * FROM {:name} WHERE text = {}", EVIL, EVIL) == [(EVIL,)]


def test_errors_are_ours_and_say_which(server, driver):
    with Session(server.address) as session, pytest.raises(QueryError, match="nowhere") as caught:
        session.run("SELECT * FROM nowhere")
    assert caught.value.state == "42P01"
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:1 as me"):
        Session(type(server.address)("127.0.0.1", 1, "me", "secret", "db"))


def test_in_the_midst_of_a_loop(server, driver):
    async def asks():
        with server.database() as database:
            return database.name

    assert asyncio.run(asks()).startswith("bh_db_")


def test_transactions_want_a_library_that_does_not_need_a_loop(server, driver):
    with server.transaction() as transaction:
        if driver == "asyncpg":
            with pytest.raises(ServerError, match="install one of them"):
                _ = transaction.connection
            with pytest.raises(ServerError, match="only asyncpg"):
                transaction.connect()
            return
        with transaction.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE mine ()")
        with pytest.raises(Exception, match=r"(?i)commit"):
            transaction.connection.commit()
    with Session(transaction.inner) as session:
        assert session.run("SELECT to_regclass('mine')::text") == [(None,)]
