"""Databases of workers: one server, two of its users, and what each of them does to the other."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.errors import RedisNumbersExhaustedError
from pytest_bulkhead.regression.children import run_suite, run_workers
from pytest_bulkhead.regression.needs import missing
from pytest_bulkhead.worker import get_worker_redis_db, scoped_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.openfga.server import OpenfgaServer
    from pytest_bulkhead.resources.openfga.store import OpenfgaStore
    from pytest_bulkhead.resources.postgres.database import Database
    from pytest_bulkhead.resources.postgres.schema import Schema
    from pytest_bulkhead.resources.postgres.server import PostgresServer
    from pytest_bulkhead.resources.postgres.transaction import Transaction
    from pytest_bulkhead.resources.redis.database import RedisDatabase
    from pytest_bulkhead.resources.redis.server import RedisServer

MODEL: dict[str, Any] = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "user"},
        {
            "type": "ship",
            "relations": {"captain": {"this": {}}},
            "metadata": {"relations": {"captain": {"directly_related_user_types": [{"type": "user"}]}}},
        },
    ],
}
ANNE = ("user:anne", "captain", "ship:queen")
EACH = ("-n", "2", "--dist", "each")


@pytest.fixture(scope="session")
def openfga_model() -> dict[str, Any]:
    """Ships and their captains, whatever the project's own model is."""
    return MODEL


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


# SQLite, which needs no server.


def test_sqlite_file_of_a_fixed_name(tmp_path: Path) -> None:
    """Two workers that open one file write to one database: each counts the other's rows.

    A file in `worker_tmp_path` (or `tmp_path`) is one worker's.
    """
    script = """
        import sqlite3
        from pytest_bulkhead.worker import worker_tmp_path

        def rows(path, stage):
            connection = sqlite3.connect(path, timeout=30)
            connection.execute("CREATE TABLE IF NOT EXISTS ships (name)")
            connection.execute("INSERT INTO ships VALUES ('queen')")
            connection.commit()
            meet(f"written {stage}")
            return connection.execute("SELECT count(*) FROM ships").fetchone()[0]

        print(rows("app.sqlite", "fixed"), rows(worker_tmp_path("folders") / "app.sqlite", "own"))
        """
    assert run_workers(tmp_path, script) == ["2 1"] * 2


def test_sqlite_writer_locks_the_neighbour_out(tmp_path: Path) -> None:
    """One transaction that writes locks the whole file: the neighbour fails with `database is locked`, now and then.

    Each its own file, each writes at any time.
    """
    paths = tmp_path / "shared.sqlite", tmp_path / "own.sqlite"
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE ships (name)")
    with closing(sqlite3.connect(paths[0], isolation_level=None)) as one:
        one.execute("BEGIN IMMEDIATE")
        with (
            closing(sqlite3.connect(paths[0], timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("INSERT INTO ships VALUES ('queen')")
        with closing(sqlite3.connect(paths[1], timeout=0)) as own:
            assert own.execute("INSERT INTO ships VALUES ('queen')").rowcount == 1
        one.execute("ROLLBACK")


def test_sqlite_in_memory_is_each_connections_own() -> None:
    """`:memory:` is a database of one connection: a second one of the same test finds no tables, a pool now and then.

    A named one with `cache=shared` is the process's; the name is to be the test's own.
    """
    with closing(sqlite3.connect(":memory:")) as one, closing(sqlite3.connect(":memory:")) as other:
        one.execute("CREATE TABLE ships (name)")
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            other.execute("SELECT * FROM ships")
    url = f"file:{scoped_name('ships')}?mode=memory&cache=shared"
    with closing(sqlite3.connect(url, uri=True)) as one, closing(sqlite3.connect(url, uri=True)) as other:
        one.execute("CREATE TABLE ships (name)")
        assert other.execute("SELECT * FROM ships").fetchall() == []


# PostgreSQL.


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


# Redis.


def test_redis_keys_of_the_neighbour(tmp_path: Path, redis_server: RedisServer, redis_db: RedisDatabase) -> None:
    """Two workers with one number count each other's keys.

    `redis_db` is a number (or a prefix) of each worker's own, in real workers of pytest-xdist, on one server.
    """
    done = run_suite(
        tmp_path,
        """
        import os, redis
        from pytest_bulkhead.regression.meeting import meet

        def counted(client, key, stage):
            client.incr(key)
            meet(stage)
            return int(client.get(key))

        def test_shared():
            with redis.Redis.from_url(os.environ["SHARED"]) as client:
                assert counted(client, os.environ["SHARED_PREFIX"] + "visits", "shared") == 1

        def test_own(redis_db):
            assert counted(redis_db.client(), f"{redis_db.prefix}visits", "own") == 1
        """,
        *EACH,
        BULKHEAD_REDIS_URL=redis_server.url,
        SHARED=redis_db.url,
        SHARED_PREFIX=redis_db.prefix,
    )
    assert done.failed == {"test_shared"}, done.output
    assert done.passed == {"test_own"}


def test_redis_flush_takes_all_of_a_number(redis_server: RedisServer) -> None:
    """`FLUSHDB` at the end of a test empties the number for everybody who uses it.

    `wipe`, which the fixture does before and after each test, empties what is the worker's own.
    """
    with redis_server.database() as shared, redis_server.database() as own:
        mine = shared.client()
        mine.set(f"{shared.prefix}cart", "full")
        own.wipe()
        assert mine.get(f"{shared.prefix}cart") == b"full"
        shared.wipe()  # as FLUSHDB by the neighbour, who has the same number
        assert mine.get(f"{shared.prefix}cart") is None


def test_redis_select_on_a_client_with_a_pool(redis_server: RedisServer) -> None:
    """`SELECT` holds for one connection: the next one of the client's pool is in number 0, with everybody.

    A number in the URL holds for all connections of the client.
    """
    with redis_server.database() as own:
        if own.prefix:
            pytest.skip("This Redis has no number left for this worker, which has a prefix: give it more `databases`.")
        with closing(own.client().connection_pool) as pool:
            one = pool.get_connection()
            one.send_command("SELECT", "0")
            assert one.read_response() in (b"OK", "OK")
            one.send_command("CLIENT", "INFO")
            next_of_pool = pool.get_connection()
            next_of_pool.send_command("CLIENT", "INFO")
            said = [str(connection.read_response()) for connection in (one, next_of_pool)]
            pool.release(one)
            pool.release(next_of_pool)
        assert " db=0 " in said[0]
        assert f" db={own.db} " in said[1]


def test_redis_has_no_number_for_the_seventeenth_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stock Redis has 16 numbers, and workers that replace crashed ones have higher ones: `index out of range`.

    The library says so instead of sharing one; `redis_db` goes on with prefixes on any server.
    """
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw16")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "17")
    monkeypatch.delenv("BULKHEAD_SLOT", raising=False)
    with pytest.raises(RedisNumbersExhaustedError):
        get_worker_redis_db()
    assert get_worker_redis_db(databases=32) == 17


def test_redis_message_crosses_numbers(redis_server: RedisServer) -> None:
    """Channels are the server's, not the number's: a subscriber hears the neighbour although each has its own number.

    The channel's name has to be the worker's own: the prefix, if there is one, and `scoped_name`.
    """
    with redis_server.database() as one, redis_server.database() as other:
        if one.prefix or other.prefix:
            pytest.skip("This Redis has no number left for this worker, which has a prefix: give it more `databases`.")
        own = scoped_name("news")
        with one.client().pubsub(ignore_subscribe_messages=True) as subscriber:
            subscriber.subscribe("bh-news", own)
            while not subscriber.subscribed or subscriber.get_message(timeout=0.2) is not None:
                pass
            assert other.client().publish("bh-news", "from another number") == 1
            assert other.client().publish(scoped_name("news_of_another"), "unheard") == 0
            assert other.client().publish(own, "told") == 1


def test_redis_lock_that_a_test_left(redis_server: RedisServer) -> None:
    """A lock whose holder failed before it gave it back stays until it expires, and the next test waits for it.

    Each test begins with an empty number.
    """
    with redis_server.database() as own:
        key = f"{own.prefix}lock"
        client = own.client()
        assert client.set(key, "test_that_failed", nx=True, ex=600)
        assert not client.set(key, "the next test", nx=True, ex=600)
    with redis_server.database() as own:
        assert own.client().set(f"{own.prefix}lock", "the next test", nx=True, ex=600)


# OpenFGA.


def test_openfga_tuples_of_the_neighbour(tmp_path: Path, openfga_server: OpenfgaServer) -> None:
    """Two workers in one store grant for each other: a test that expects a refusal is let in by the neighbour's tuple.

    `openfga_store` is a store of each worker's own, in real workers of pytest-xdist, on one server.
    """
    with openfga_server.store(MODEL) as shared:
        done = run_suite(
            tmp_path,
            {
                "conftest.py": f"""
                    import pytest

                    @pytest.fixture(scope="session")
                    def openfga_model():
                        return {MODEL!r}
                    """,
                "test_it.py": """
                    import json, os, urllib.request
                    from pytest_bulkhead.regression.meeting import meet

                    def ask(api_url, store_id, what, body):
                        headers = {"Content-Type": "application/json"}
                        if os.environ["TOKEN"]:
                            headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
                        url = f"{api_url}/stores/{store_id}/{what}"
                        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
                        with urllib.request.urlopen(request) as got:
                            return json.load(got)

                    def captains(api_url, store_id):
                        user = f"user:{os.environ['PYTEST_XDIST_WORKER']}"
                        key = {"user": user, "relation": "captain", "object": "ship:queen"}
                        ask(api_url, store_id, "write", {"writes": {"tuple_keys": [key]}})
                        meet(store_id if store_id == os.environ["SHARED"] else "own")
                        return len(ask(api_url, store_id, "read", {})["tuples"])

                    def test_shared():
                        assert captains(os.environ["API_URL"], os.environ["SHARED"]) == 1

                    def test_own(openfga_store):
                        assert captains(openfga_store.api_url, openfga_store.store_id) == 1
                    """,
            },
            *EACH,
            BULKHEAD_OPENFGA_URL=openfga_server.api_url,
            API_URL=openfga_server.api_url,
            SHARED=shared.store_id,
            TOKEN=openfga_server.token or "",
        )
    assert done.failed == {"test_shared"}, done.output
    assert done.passed == {"test_own"}


def test_openfga_clean_up_of_all_tuples(openfga_server: OpenfgaServer) -> None:
    """A test that deletes all tuples of a shared store at its end takes away what the neighbour is granted.

    The fixture deletes those of its own store.
    """
    with openfga_server.store(MODEL) as shared, openfga_server.store(MODEL) as own:
        shared.write(ANNE)
        own.wipe()
        assert shared.check(*ANNE)
        shared.wipe()  # by the neighbour, who has the same store
        assert not shared.check(*ANNE)


def test_openfga_model_of_the_neighbour(openfga_server: OpenfgaServer, openfga_store: OpenfgaStore) -> None:
    """A store's latest model is in force for whoever names none: a neighbour that loads another one breaks the check.

    In a store of its own, and by the model's id, the test's own model holds.
    """
    other = {"schema_version": "1.1", "type_definitions": [{"type": "user"}]}
    openfga_store.write(ANNE)
    with openfga_server.store(other) as neighbour:
        assert neighbour.store_id != openfga_store.store_id
        assert neighbour.model_id != openfga_store.model_id
        with pytest.raises(Exception, match="ship"):
            neighbour.check(*ANNE)
    assert openfga_store.check(*ANNE)


def test_openfga_name_is_no_identity(openfga_server: OpenfgaServer) -> None:
    """Two stores may have one name, and requests go by the id: a name that nobody sends isolates nothing.

    The id of the fixture's store is what the server made for this worker.
    """
    with openfga_server.store(MODEL) as one, openfga_server.store(MODEL) as other:
        one.write(ANNE)
        assert (one.name, one.store_id) != (other.name, other.store_id)
        assert one.check(*ANNE)
        assert not other.check(*ANNE)


def test_openfga_store_begins_without_tuples(openfga_server: OpenfgaServer) -> None:
    """A store that lives as long as its worker keeps what each test wrote: the third test is let in by the first.

    The fixture gives it to each test without tuples, and with its model.
    """
    with openfga_server.store(MODEL) as store:
        store.write(ANNE)
        assert store.check(*ANNE)  # and so in the next test, if nobody wiped it
    with openfga_server.store(MODEL) as again:
        assert again.read() == []
        assert not again.check(*ANNE)


def _driver(database: Database) -> str:
    """The library that its connections are of."""
    with closing(database.connect()) as connection:
        return type(connection).__module__.partition(".")[0]
