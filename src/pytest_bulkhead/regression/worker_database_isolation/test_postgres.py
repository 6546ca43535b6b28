"""Two users of one PostgreSQL, and what each of them does to the other."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.regression.children import run_suite
from pytest_bulkhead.regression.needs import missing
from pytest_bulkhead.worker import scoped_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.postgres.database import Database
    from pytest_bulkhead.resources.postgres.schema import Schema
    from pytest_bulkhead.resources.postgres.server import PostgresServer
    from pytest_bulkhead.resources.postgres.transaction import Transaction
EACH = ("-n", "2", "--dist", "each")


@pytest.fixture(scope="session")
def postgres_migrations() -> None:
    """Nothing: these tests make the tables that they want."""


@pytest.fixture(scope="session")
def postgres_extensions() -> tuple[str, ...]:
    """None, likewise."""
    return ()


def run(connection: Any, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement, and fetch what it gives."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def connected(*databases: Database) -> Iterator[list[Any]]:
    """A connection to each, which commits at once and waits for nobody."""
    if not any(map(importlib.util.find_spec, ("psycopg", "psycopg2"))):
        missing("postgres", "These tests connect by psycopg or psycopg2: `pip install psycopg[binary]`.")
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(database.connect())) for database in databases]
        for connection in connections:
            connection.autocommit = True
            run(connection, "SET lock_timeout = '100ms'")
        yield connections


def with_ships(*databases: Database) -> None:
    """Make the table of ships in each."""
    with connected(*databases) as connections:
        for connection in connections:
            run(connection, "CREATE TABLE ships (id serial PRIMARY KEY, name text UNIQUE)")


def test_postgres_rows_of_the_neighbour(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """Two workers in one database count each other's rows; which test fails depends on who comes first.

    `postgres_database` is a database of the test's own, in real workers of pytest-xdist, on one server.
    """
    with postgres_server.database("shared") as shared:
        with_ships(shared)
        done = run_suite(
            tmp_path,
            """
            import os, pytest
            from contextlib import closing
            from pytest_bulkhead.regression.meeting import meet

            def ships_after_one(database, stage):
                with closing(database.connect()) as connection, closing(connection.cursor()) as cursor:
                    cursor.execute("CREATE TABLE IF NOT EXISTS ships (id serial, name text)")
                    cursor.execute("INSERT INTO ships (name) VALUES (%s)", (os.environ["PYTEST_XDIST_WORKER"],))
                    connection.commit()
                    meet(stage)
                    cursor.execute("SELECT count(*) FROM ships")
                    return cursor.fetchone()[0]

            class Shared:
                def connect(self):
                    import importlib
                    return importlib.import_module(os.environ["DRIVER"]).connect(os.environ["SHARED"])

            def test_shared():
                assert ships_after_one(Shared(), "shared") == 1

            def test_own(postgres_database):
                assert ships_after_one(postgres_database, "own") == 1
            """,
            *EACH,
            BULKHEAD_POSTGRES_URL=postgres_server.url,
            SHARED=shared.url,
            DRIVER=_driver(shared),
        )
    assert done.failed == {"test_shared"}, done.output
    assert done.passed == {"test_own"}


def test_postgres_clean_up_of_everything(postgres_server: PostgresServer) -> None:
    """`TRUNCATE` (or `DELETE` without a worker in its `WHERE`) after a test removes what the neighbour stands on.

    In a database of its own a test may remove what it likes.
    """
    with postgres_server.database() as one, postgres_server.database() as other:
        with_ships(one, other)
        with connected(one, one, other) as (mine, shared, own):
            run(mine, "INSERT INTO ships (name) VALUES ('queen')")
            run(own, "TRUNCATE ships")
            assert run(mine, "SELECT count(*) FROM ships") == [(1,)]
            run(shared, "TRUNCATE ships")
            assert run(mine, "SELECT count(*) FROM ships") == [(0,)]


def test_postgres_schema_whose_path_ends_in_public(postgres_server: PostgresServer, postgres_schema: Schema) -> None:
    """A schema for each worker isolates nothing if the path goes on to `public`, where migrations put the tables.

    `postgres_schema` binds its connections to the schema alone: what is not there is an error.
    """
    with postgres_server.database() as database:
        with_ships(database)
        with connected(database, database) as workers:
            for number, connection in enumerate(workers):
                run(connection, f"CREATE SCHEMA gw{number}; SET search_path = gw{number}, public")
                run(connection, f"INSERT INTO ships (name) VALUES ('of gw{number}')")
            assert run(workers[0], "SELECT count(*) FROM ships") == [(2,)]
    with connected(postgres_schema) as (bound,):
        run(bound, "CREATE TABLE ships (name text)")
        assert run(bound, "SELECT array_to_string(current_schemas(false), ' ')") == [(postgres_schema.schema,)]


def test_postgres_path_that_is_set_on_one_connection(postgres_schema: Schema, postgres_database: Database) -> None:
    """`SET search_path` holds for one connection: the next one of the pool, or of the code under test, is in `public`.

    In the connection's settings, as `postgres_schema` has it in its URL, it holds for all of them.
    """
    with connected(postgres_database, postgres_database) as (one, next_of_pool):
        run(one, "CREATE SCHEMA gw0; SET search_path = gw0; CREATE TABLE ships (name text)")
        assert run(next_of_pool, "SELECT to_regclass('ships') IS NULL") == [(True,)]
    with connected(postgres_schema, postgres_schema) as (one, next_of_pool):
        run(one, "CREATE TABLE ships (name text)")
        assert run(next_of_pool, "SELECT to_regclass('ships') IS NULL") == [(False,)]


def test_postgres_numbers_go_on_after_a_rollback(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """A sequence is not rolled back: a test that asserts `id == 1` passes first, or alone, and never again.

    A clone of the migrated template begins where the migrations have ended, for each test.
    """
    migration = tmp_path / "ships.sql"
    migration.write_text("CREATE TABLE ships (id serial PRIMARY KEY, name text);")
    insert = "INSERT INTO ships (name) VALUES ('queen') RETURNING id"
    with postgres_server.database(migrations=migration) as database, connected(database) as (connection,):
        ids = []
        for _ in range(2):
            run(connection, "BEGIN")
            ids += run(connection, insert)
            run(connection, "ROLLBACK")
        assert ids == [(1,), (2,)]
    for _ in range(2):
        with postgres_server.database(migrations=migration) as database, connected(database) as (connection,):
            assert run(connection, insert) == [(1,)]


def test_postgres_commit_behind_a_rollback(postgres_database: Database, postgres_transaction: Transaction) -> None:
    """A test in a transaction leaves nothing, unless code under test commits: then the rollback comes too late.

    A connection of `postgres_transaction` does not commit; where code must, `postgres_database` is right.
    """
    with connected(postgres_database, postgres_database) as (mine, neighbour):
        run(mine, "CREATE TABLE ships (name text)")
        run(mine, "BEGIN")
        run(mine, "INSERT INTO ships VALUES ('queen')")
        run(mine, "COMMIT")  # by the code under test
        run(mine, "ROLLBACK")
        assert run(neighbour, "SELECT count(*) FROM ships") == [(1,)]
    run(postgres_transaction.connection, "CREATE TABLE ships (name text)")
    with connected(postgres_transaction) as (neighbour,):
        assert run(neighbour, "SELECT to_regclass('ships') IS NULL") == [(True,)]


def test_postgres_template_that_somebody_uses(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """A database that is cloned must have no user: with two workers, the second clone fails while the first is checked.

    The template of the fixtures lets nobody in, so that all workers clone it at any time.
    """
    migration = tmp_path / "ships.sql"
    migration.write_text("CREATE TABLE ships (id serial PRIMARY KEY, name text);")
    with (
        postgres_server.database() as template,
        connected(template, template) as (one, _),
        pytest.raises(Exception, match="being accessed by other users"),
    ):
        run(one, f'CREATE DATABASE {scoped_name("clone")} TEMPLATE "{template.name}"')
    with ExitStack() as clones:
        names = [clones.enter_context(postgres_server.database(migrations=migration)).name for _ in range(2)]
        assert len(set(names)) == 2


def test_postgres_row_that_the_neighbour_is_writing(postgres_server: PostgresServer) -> None:
    """Of two workers with one unique key, the second waits until the first has ended its test, and then fails.

    In databases of their own both have the key at once; in one database, `scoped_name` makes two of it.
    """
    insert = "INSERT INTO ships (name) VALUES ('queen')"
    with postgres_server.database() as one, postgres_server.database() as other:
        with_ships(one, other)
        with connected(one, one, other) as (first, second, own):
            run(first, "BEGIN")
            run(first, insert)
            with pytest.raises(Exception, match="lock timeout"):
                run(second, insert)
            run(own, insert)
            run(second, f"INSERT INTO ships (name) VALUES ('{scoped_name('queen')}')")
            run(first, "ROLLBACK")


def test_postgres_lock_of_an_application(postgres_server: PostgresServer) -> None:
    """An advisory lock is the database's: code that runs "only once at a time" in production waits for the neighbour.

    In a database of its own it waits for nobody.
    """
    with (
        postgres_server.database() as one,
        postgres_server.database() as other,
        connected(one, one, other) as (first, second, own),
    ):
        run(first, "SELECT pg_advisory_lock(17)")
        assert run(second, "SELECT pg_try_advisory_lock(17)") == [(False,)]
        assert run(own, "SELECT pg_try_advisory_lock(17)") == [(True,)]


def test_postgres_database_is_made_by_two(postgres_server: PostgresServer) -> None:
    """Each worker looks whether the database is there, finds none and makes it: the second `CREATE DATABASE` fails.

    A name from `scoped_name` is made by nobody else.
    """
    name = scoped_name("made_by_two")
    looks = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    with postgres_server.database() as own, connected(own, own) as workers:
        assert [run(worker, looks) for worker in workers] == [[(0,)], [(0,)]]
        run(workers[0], f"CREATE DATABASE {name}")
        try:
            with pytest.raises(Exception, match="already exists"):
                run(workers[1], f"CREATE DATABASE {name}")
        finally:
            run(workers[0], f"DROP DATABASE {name}")
        with postgres_server.database() as another:
            assert another.name != own.name


def _driver(database: Database) -> str:
    """The library that its connections are of."""
    with closing(database.connect()) as connection:
        return type(connection).__module__.partition(".")[0]
