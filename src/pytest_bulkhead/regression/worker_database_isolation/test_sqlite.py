"""Databases in files, which need no server: who writes them, and who waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_workers
from pytest_bulkhead.worker import scoped_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


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
