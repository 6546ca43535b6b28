"""What tests touch in a real PostgreSQL, through each client library."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest

from pytest_bulkhead.findings import Source

from ..conftest import RunSuite
from ..running import Run
from .test_files import RACES, full

PSYCOPG = """
    import contextlib, os, psycopg
    URL = os.environ["DB"]

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        connection = psycopg.connect(URL, options=options)
        with contextlib.closing(connection), connection.cursor() as cursor:
            yield cursor.execute
            getattr(connection, end)()
"""

PSYCOPG_ASYNC = """
    import asyncio, contextlib, os, psycopg
    URL = os.environ["DB"]

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        with asyncio.Runner() as runner:
            connection = runner.run(psycopg.AsyncConnection.connect(URL, options=options))
            yield lambda *words: runner.run(connection.execute(*words))
            runner.run(getattr(connection, end)())
            runner.run(connection.close())
"""

PSYCOPG2 = """
    import contextlib, os, psycopg2, psycopg2.extras
    URL = os.environ["DB"]

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        connection = psycopg2.connect(URL, options=options, cursor_factory=psycopg2.extras.DictCursor)
        with contextlib.closing(connection), connection.cursor() as cursor:
            yield cursor.execute
            getattr(connection, end)()
"""

ASYNCPG = """
    import asyncio, contextlib, os, asyncpg
    URL = os.environ["DB"]

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        settings = {"search_path": options.partition("=")[2]} if options else None
        with asyncio.Runner() as runner:
            connection = runner.run(asyncpg.connect(URL, server_settings=settings))
            transaction = connection.transaction()
            runner.run(transaction.start())
            yield lambda text, *words: runner.run(connection.fetch(text.replace("%s", "$1"), *words and words[0]))
            if end != "close":
                runner.run(getattr(transaction, end)())
            runner.run(connection.close())
"""

SQLALCHEMY = """
    import contextlib, os, sqlalchemy
    URL = os.environ["DB"].replace("postgresql:", "postgresql+psycopg2:")

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        engine = sqlalchemy.create_engine(URL, connect_args={"options": options})
        with contextlib.closing(engine.connect()) as connection:
            def execute(text, values=()):
                return connection.execute(sqlalchemy.text(text.replace("%s", ":a")), dict(zip("a", values)))
            yield execute
            getattr(connection, end)()
        engine.dispose()
"""

SQLALCHEMY_ASYNC = """
    import asyncio, contextlib, os, sqlalchemy
    from sqlalchemy.ext.asyncio import create_async_engine
    URL = os.environ["DB"].replace("postgresql:", "postgresql+asyncpg:")

    @contextlib.contextmanager
    def cursor(end="commit", options=""):
        settings = {"server_settings": {"search_path": options.partition("=")[2]}} if options else {}
        with asyncio.Runner() as runner:
            engine = create_async_engine(URL, connect_args=settings)
            connection = runner.run(engine.connect().start())
            def execute(text, values=()):
                text = sqlalchemy.text(text.replace("%s", ":a"))
                return runner.run(connection.execute(text, dict(zip("a", values))))
            yield execute
            runner.run(getattr(connection, end)())
            if end != "close":
                runner.run(connection.close())
            runner.run(engine.dispose())
"""

LIBRARIES = {
    "psycopg": PSYCOPG,
    "psycopg, async": PSYCOPG_ASYNC,
    "psycopg2": PSYCOPG2,
    "asyncpg": ASYNCPG,
    "SQLAlchemy": SQLALCHEMY,
    "SQLAlchemy, async": SQLALCHEMY_ASYNC,
}

TESTS = """
    from access import cursor

    def test_reads():
        with cursor() as execute: execute("SELECT * FROM boats WHERE id = %s", (1,))

    def test_writes():
        with cursor() as execute:
            execute("INSERT INTO boats (id) VALUES (%s)", (2,))
            execute("INSERT INTO crew (id) VALUES (2)")

    def test_rolls_back():
        with cursor("rollback") as execute: execute("INSERT INTO piers (id) VALUES (%s)", (3,))

    def test_never_commits():
        with cursor("close") as execute: execute("UPDATE piers SET id = %s", (4,))

    def test_goes_back_to_a_savepoint():
        with cursor() as execute:
            execute("SAVEPOINT here")
            execute("INSERT INTO piers (id) VALUES (5)")
            execute("ROLLBACK TO SAVEPOINT here")

    def test_reads_piers():
        with cursor() as execute: execute("SELECT * FROM piers")

    def test_in_one_schema():
        with cursor(options="-csearch_path=east") as execute: execute("DELETE FROM gates")

    def test_in_another_schema():
        with cursor() as execute:
            execute("SET search_path TO west")
            execute("DELETE FROM gates")

    def test_of_this_connection_alone():
        with cursor() as execute:
            execute("CREATE TEMP TABLE boats (id int)")
            execute("INSERT INTO boats VALUES (6)")
            execute("SELECT * FROM pg_class, information_schema.tables")
"""

SCHEMA = """
    CREATE TABLE boats (id int); CREATE TABLE crew (id int); CREATE TABLE piers (id int);
    CREATE SCHEMA east; CREATE SCHEMA west; CREATE TABLE east.gates (id int); CREATE TABLE west.gates (id int);
"""


@pytest.fixture
def database(postgres: str, request: pytest.FixtureRequest) -> str:
    """A database with tables, made anew for each test."""
    name = "harbour"
    with psycopg.connect(postgres.replace("/harbour", "/postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(SCHEMA)
    return postgres


def tables(done: Run, owner: str = "test") -> dict[str, dict[str, str]]:
    """By test, each table with the letters of what was done, and its fate."""
    assert done.status == 0, done.output
    found: dict[str, dict[str, str]] = {}
    for (test, who), touches in full(done).items():
        for touch in touches.values():
            if touch.kind == "table" and who == owner:
                name = touch.name.partition("/")[2]
                found.setdefault(test, {})[name] = f"{''.join(touch.accesses)} {touch.fate}".strip()
    return found


def races(done: Run) -> dict[str, str]:
    return {
        finding.what.name.partition("/")[2]: finding.code
        for finding in done.findings
        if finding.source is Source.RACE and finding.what
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_tables_of_each_statement(library: str, database: str, run_suite: RunSuite) -> None:
    files = {"access.py": LIBRARIES[library], "test_tables.py": TESTS}
    done = run_suite(files, RACES, DB=database)
    assert tables(done) == {
        "test_reads": {"harbour.public.boats": "r"},
        "test_writes": {"harbour.public.boats": "w", "harbour.public.crew": "w"},
        "test_rolls_back": {"harbour.public.piers": "w rolled back"},
        "test_never_commits": {"harbour.public.piers": "w rolled back"},
        "test_goes_back_to_a_savepoint": {"harbour.public.piers": "w rolled back"},
        "test_reads_piers": {"harbour.public.piers": "r"},
        "test_in_one_schema": {"harbour.east.gates": "d"},
        "test_in_another_schema": {"harbour.west.gates": "d"},
    }
    assert races(done) == {"harbour.public.boats": "BH202"}
    (boats,) = [touch for touch in full(done)["test_writes", "test"].values() if touch.name.endswith("boats")]
    assert boats.wrote_at
    assert boats.wrote_at.path in ("access.py", "test_tables.py")


ENDINGS = """
    from access import cursor
    import psycopg, pytest

    def test_what_is_made_counts_though_it_is_undone():
        with cursor("rollback") as execute:
            execute("CREATE TABLE made (id int)")
            execute("INSERT INTO boats VALUES (1)")

    def test_of_several_savepoints_one_is_undone():
        with cursor() as execute:
            execute("SAVEPOINT outer_one")
            execute("INSERT INTO boats VALUES (1)")
            execute("SAVEPOINT inner_one")
            execute("INSERT INTO crew VALUES (1)")
            execute("RELEASE SAVEPOINT inner_one")
            execute("ROLLBACK TO SAVEPOINT outer_one")
            execute("INSERT INTO piers VALUES (1)")
            execute("RELEASE SAVEPOINT outer_one")

    def test_what_failed_is_not_committed():
        with cursor("commit") as execute:
            execute("INSERT INTO boats VALUES (1)")
            with pytest.raises(psycopg.Error): execute("SELECT 1 / 0")

    def test_a_part_was_committed_before():
        with cursor("rollback") as execute:
            execute("INSERT INTO boats VALUES (1)")
            execute("COMMIT")
            execute("INSERT INTO boats VALUES (1)")

    def test_a_search_path_goes_back_with_the_rest():
        with cursor() as execute:
            execute("BEGIN")
            execute("SET search_path TO east")
            execute("SELECT * FROM gates")
            execute("ROLLBACK")
            execute("SELECT * FROM boats")

    def test_whole_things():
        with cursor("rollback") as execute:
            execute("CREATE SCHEMA north")
            execute("DROP SCHEMA west CASCADE")
"""


def test_how_transactions_end(database: str, run_suite: RunSuite) -> None:
    done = run_suite({"access.py": PSYCOPG, "test_endings.py": ENDINGS}, RACES, DB=database)
    undone = "w rolled back"
    assert tables(done) == {
        "test_what_is_made_counts_though_it_is_undone": {"harbour.public.made": "c", "harbour.public.boats": undone},
        "test_of_several_savepoints_one_is_undone": {
            "harbour.public.boats": undone,
            "harbour.public.crew": undone,
            "harbour.public.piers": "w",
        },
        "test_what_failed_is_not_committed": {"harbour.public.boats": undone},
        "test_a_part_was_committed_before": {"harbour.public.boats": "w"},
        "test_a_search_path_goes_back_with_the_rest": {"harbour.east.gates": "r", "harbour.public.boats": "r"},
        "test_whole_things": {"harbour.north": "c", "harbour.west": "d"},
    }


PLUGIN = """
    import os, psycopg, pytest
    @pytest.fixture
    def own_database():
        with psycopg.connect(os.environ["DB"], autocommit=True) as connection:
            connection.execute("CREATE DATABASE test_suite")
            yield os.environ["DB"].replace("/harbour", "/test_suite")
            connection.execute("DROP DATABASE test_suite")
"""
IN_OWN_DATABASE = """
    import psycopg
    def test_it(own_database):
        with psycopg.connect(own_database) as connection: connection.execute("CREATE TABLE boats (id int)")
"""


def test_a_database_that_a_plugin_makes_is_nobody_elses(
    database: str, tmp_path_factory: pytest.TempPathFactory, run_suite: RunSuite
) -> None:
    folder = tmp_path_factory.mktemp("site-packages") / "site-packages"
    folder.mkdir()
    (folder / "pytest_own.py").write_text(dedent(PLUGIN))
    done = run_suite({"test_it.py": IN_OWN_DATABASE}, RACES, "-p", "pytest_own", DB=database, PYTHONPATH=_with(folder))
    assert tables(done) == {}
    assert tables(done, "fixture:own_database") == {}


def _with(folder: Path) -> str:
    return f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
