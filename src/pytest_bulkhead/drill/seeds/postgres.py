"""BH202: tables and schemas that all workers write."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_NEEDS = frozenset({"psycopg", "postgres"})

SEEDS = (
    Seed(
        code="BH202",
        name="table of a fixture",
        bad={
            "test_cargo_table.py": """\
import os

import psycopg
import pytest


@pytest.fixture(scope="session")
def cargo():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS drill_cargo (name text, weight int)")
        yield connection


def test_loads(cargo):
    cargo.execute("INSERT INTO drill_cargo VALUES ('tea', 3)")
    assert cargo.execute("SELECT count(*) FROM drill_cargo").fetchone()[0] >= 1


def test_weighs(cargo):
    cargo.execute("UPDATE drill_cargo SET weight = 4")
    assert cargo.execute("SELECT count(*) FROM drill_cargo WHERE weight = 3").fetchone()[0] == 0
""",
        },
        good={
            "test_cargo_table.py": """\
import os

import psycopg
import pytest
from psycopg import sql

from pytest_bulkhead.worker import get_worker_postgres_schema


@pytest.fixture(scope="session")
def cargo():
    schema = get_worker_postgres_schema()
    own = f"-c search_path={schema}"
    with psycopg.connect(os.environ["DATABASE_URL"], options=own, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        connection.execute("CREATE TABLE IF NOT EXISTS drill_cargo (name text, weight int)")
        yield connection
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))


def test_loads(cargo):
    cargo.execute("INSERT INTO drill_cargo VALUES ('tea', 3)")
    assert cargo.execute("SELECT count(*) FROM drill_cargo").fetchone()[0] >= 1


def test_weighs(cargo):
    cargo.execute("UPDATE drill_cargo SET weight = 4")
    assert cargo.execute("SELECT count(*) FROM drill_cargo WHERE weight = 3").fetchone()[0] == 0
""",
        },
        caught_by=READING | RUNNING,
        needs=_NEEDS,
        also=frozenset({"BH504"}),
    ),
    Seed(
        code="BH202",
        name="table that each test makes",
        bad={
            "test_manifest_table.py": """\
import os

import psycopg
import pytest


@pytest.fixture
def manifest():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE drill_manifest (name text)")
        try:
            yield connection
        finally:
            connection.execute("DROP TABLE drill_manifest")


def test_lists_the_tea(manifest):
    manifest.execute("INSERT INTO drill_manifest VALUES ('tea')")
    assert manifest.execute("SELECT name FROM drill_manifest").fetchall() == [("tea",)]


def test_is_empty_at_first(manifest):
    assert manifest.execute("SELECT name FROM drill_manifest").fetchall() == []
""",
        },
        good={
            "test_manifest_table.py": """\
import os

import psycopg
import pytest


@pytest.fixture
def manifest():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE drill_manifest (name text)")
        yield connection


def test_lists_the_tea(manifest):
    manifest.execute("INSERT INTO drill_manifest VALUES ('tea')")
    assert manifest.execute("SELECT name FROM drill_manifest").fetchall() == [("tea",)]


def test_is_empty_at_first(manifest):
    assert manifest.execute("SELECT name FROM drill_manifest").fetchall() == []
""",
        },
        caught_by=READING | RUNNING,
        needs=_NEEDS,
        also=frozenset({"BH208"}),
    ),
)
