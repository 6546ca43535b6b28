"""What a server of ours makes and drops, and what it refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pytest_bulkhead.errors import ServerError, WorkerError
from pytest_bulkhead.resources.postgres import ownership
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.isolation import prove_alone, prove_bound
from pytest_bulkhead.resources.postgres.migrations import key_of
from pytest_bulkhead.resources.postgres.transaction import CommittedError
from pytest_bulkhead.worker.names import scoped_name

psycopg = pytest.importorskip("psycopg")


def names(session) -> set[str]:
    return {name for (name,) in session.run("SELECT datname FROM pg_database")}


def rows(database, table="ships"):
    with database.connect() as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def migrate(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE ships (name text)")
        connection.execute("INSERT INTO ships VALUES ('Ahoy')")


def test_it_is_gone_afterwards_whoever_is_connected(server, session):
    with server.database("orders") as database:
        open_one = database.connect()
        assert database.name in names(session)
    assert database.name not in names(session)
    with pytest.raises(psycopg.OperationalError):
        open_one.execute("SELECT 1")
    open_one.close()


def test_several_of_one_name_are_different_and_a_long_one_fits(server):
    with server.database("x" * 200) as one, server.database("x" * 200) as other:
        assert one.name != other.name
        assert max(map(len, (one.name, other.name))) == 63


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_children_have_their_own_and_disturb_nobody(server):
    with server.database() as mine, server.schema() as schema:
        for _ in range(2):  # and none of them tidies up
            child = os.fork()
            if child == 0:
                server.database().__enter__()
                server.schema().__enter__()
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
        assert rows(mine, "pg_class")
        assert rows(schema, "pg_class")


@pytest.mark.parametrize("stem", ['a"b', "a'; DROP DATABASE postgres; --", "Ä", "", "{}"])
def test_a_name_that_is_none_is_refused(server, session, stem):
    before = names(session)
    with pytest.raises(WorkerError, match="stem"), server.database(stem):
        pass
    assert names(session) >= before


def test_extensions_are_there(server):
    with server.database(extensions=["pg_trgm"]) as database, database.connect() as connection:
        assert connection.execute("SELECT similarity('ahoy', 'ahoy')").fetchone() == (1.0,)
    with pytest.raises(ServerError, match="no_such"), server.database(extensions=["no_such"]):
        pass


def test_migrations_of_different_files_and_functions_are_different(tmp_path):
    one, other = tmp_path / "1.sql", tmp_path / "2.sql"
    one.write_text("SELECT 1")
    other.write_text("SELECT 1")
    keys = {key_of((one,)), key_of((other,)), key_of((one, other)), key_of((migrate,)), key_of((lambda url: 1,))}
    assert len(keys) == 5
    before = key_of((one,))
    one.write_text("SELECT 2")
    assert key_of((one,)) != before


def test_functions_of_one_line_are_told_apart_by_what_they_have_of_where_they_were_made():
    def step(table, folder):
        return lambda url, number=table[-1]: (table, folder, number)

    first = key_of((step("one", Path("a")),))
    assert first == key_of((step("one", Path("a")),))
    assert first not in {key_of((step("two", Path("a")),)), key_of((step("one", Path("b")),))}
    assert key_of((step(["x"], object()),)) == key_of((step(["x"], object()),))


def test_a_template_that_is_half_made_is_never_used(server, session):
    def again(url):
        migrate(url)

    name = scoped_name(f"template_{key_of((again,), ())}", per_worker=False)
    session.run("CREATE DATABASE {:name}", name)  # by one who died before the record was on it
    with server.database(migrations=again) as database:
        assert rows(database) == [("Ahoy",)]


def test_a_migration_that_fails_leaves_nothing(server, session):
    def fails(url):
        migrate(url)
        raise KeyError(url)

    with pytest.raises(KeyError), server.database(migrations=fails):
        pass
    key = key_of((fails,), ())
    assert [name for name in names(session) if key in name] == []


def test_a_file_that_is_no_sql_or_not_there_says_so(server, tmp_path):
    (tmp_path / "bad.sql").write_text("CREATE TABEL x ();")
    with pytest.raises(ServerError, match=r"bad\.sql.*TABEL"), server.database(migrations=tmp_path / "bad.sql"):
        pass
    with pytest.raises(ServerError, match=r"absent\.sql.*cannot be read"), server.database(migrations="absent.sql"):
        pass


def test_connections_that_migrations_leave_open(server):
    kept = []

    def leaves_open(url):
        kept.append(psycopg.connect(url, autocommit=True))
        kept[-1].execute("CREATE TABLE ships (name text)")

    def forgets_to_commit(url):
        kept.append(psycopg.connect(url))
        kept[-1].execute("CREATE TABLE ships (name text)")

    with server.database(migrations=leaves_open) as database:
        assert rows(database) == []
    with pytest.raises(ServerError, match="never committed"), server.database(migrations=forgets_to_commit):
        pass
    for connection in kept:
        connection.close()


@pytest.mark.parametrize("comment", ["a colleague's", json.dumps({"made by": "pytest-bulkhead"}), None])
def test_what_is_not_ours_is_not_dropped(server, session, comment):
    name = scoped_name("foreign")
    session.run("CREATE DATABASE {:name}", name)
    if comment:
        session.run("COMMENT ON DATABASE {:name} IS {}", name, comment)
    with pytest.raises(ServerError, match="left alone"):
        ownership.drop(session, name)
    assert name in names(session)
    session.run("DROP DATABASE {:name}", name)


def test_another_runs_is_not_dropped(server, session, monkeypatch):
    with server.database() as database:
        with monkeypatch.context() as patch:
            patch.setenv("BULKHEAD_RUN_ID", "another")
            with pytest.raises(ServerError, match="left alone"):
                ownership.drop(session, database.name)
        assert database.name in names(session)


def test_a_url_that_leads_elsewhere_fails(server):
    """As behind a pooler that maps every name to one database."""
    with server.database() as mine, server.database() as other:

        class Misled(Database):
            name = "what was asked for"

        with pytest.raises(ServerError, match=f"leads to the database {other.name}"):
            prove_alone(Misled(other.address, other.inner), mine.address)
        with pytest.raises(ServerError, match=f"leads where that of {mine.name} leads"):
            prove_alone(mine, mine.address)
        with mine.connect(), pytest.raises(ServerError, match="somebody else is at work"):
            prove_alone(mine, other.address)
        prove_alone(mine, other.address)


def test_a_search_path_that_is_dropped_on_the_way_fails(server):
    with server.schema() as schema, pytest.raises(ServerError, match="leads to public"):
        prove_bound(server.address.of(schema.name), schema.schema)


def test_a_transaction_is_rolled_back(server):
    with server.transaction(migrations=migrate) as transaction:
        transaction.connection.execute("INSERT INTO ships VALUES ('Other')")
        with transaction.connection.transaction(force_rollback=True):
            transaction.connection.execute("DELETE FROM ships")
        assert len(transaction.connection.execute("SELECT * FROM ships").fetchall()) == 2
        with pytest.raises(psycopg.ProgrammingError):
            transaction.connection.commit()
    with server.transaction(migrations=migrate) as transaction:
        assert rows(transaction) == [("Ahoy",)]


def test_sqlalchemy_commits_to_a_savepoint(server):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    orm = pytest.importorskip("sqlalchemy.orm")
    with server.transaction(migrations=migrate) as transaction:
        connection = transaction.sqlalchemy_connection
        with orm.Session(connection, join_transaction_mode="create_savepoint") as session:
            session.execute(sqlalchemy.text("DELETE FROM ships"))
            session.commit()
            session.execute(sqlalchemy.text("INSERT INTO ships VALUES ('lost')"))
            session.rollback()
            assert session.execute(sqlalchemy.text("SELECT * FROM ships")).all() == []
    assert rows(transaction) == [("Ahoy",)]


def test_a_commit_that_happens_all_the_same_is_told_and_the_database_replaced(server):
    opened = server.transaction(migrations=migrate)
    first = opened.__enter__()
    for statement in ("DELETE FROM ships", "COMMIT", "BEGIN"):
        first.connection.execute(statement)
    with pytest.raises(CommittedError, match="was committed"):
        opened.__exit__(None, None, None)
    with server.transaction(migrations=migrate) as second:
        assert second.name != first.name
        assert rows(second) == [("Ahoy",)]
