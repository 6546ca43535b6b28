"""Each test has a database of its own on one server of the run, cloned from one that was migrated once."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.resources.suites import run_suite

pytest.importorskip("psycopg")

SUITE = {
    "conftest.py": """
        import os, pathlib, psycopg, pytest

        def seed(url):
            with psycopg.connect(url) as connection:
                connection.execute("INSERT INTO ships VALUES ('Ahoy')")
            with open("seeded.txt", "a") as file:
                file.write("x")

        @pytest.fixture(scope="session")
        def postgres_migrations():
            return ["ships.sql", seed]
        """,
    "ships.sql": "CREATE TABLE ships (name text PRIMARY KEY); CREATE TABLE ports (name text);",
    "test_it.py": """
        import json, pytest

        @pytest.mark.parametrize("n", range(8))
        def test_write(n, postgres_database, postgres_server):
            with open("seen.txt", "a") as file:
                file.write(json.dumps([postgres_database.name, postgres_server.address.port]) + "\\n")
            with postgres_database.connect() as connection:
                assert connection.execute("SELECT name FROM ships").fetchall() == [("Ahoy",)]
                connection.execute("INSERT INTO ships VALUES ('Other')")
                connection.execute("DROP TABLE ports")
        """,
}


def left(folder: Path) -> list[str]:
    """What is still there of the runs in a folder, once they had time to tidy up."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        there = [str(path) for name in ("runs", "claims") for path in (folder / "host" / name).glob("*")]
        if not there:
            return []
        time.sleep(0.05)
    return there


def test_one_server_one_template_and_a_database_for_each_test(tmp_path):
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert done.verdict == "8 passed", done.output
    seen = [json.loads(line) for line in (tmp_path / "seen.txt").read_text().splitlines()]
    assert len({name for name, _ in seen}) == 8
    assert len({port for _, port in seen}) == 1
    assert (tmp_path / "seeded.txt").read_text() == "x"
    assert left(tmp_path) == []
