"""BH208: clean-up that takes away what others use."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH208",
        name="folder removed under everybody's feet",
        bad={
            "test_hold_cleanup.py": """\
import shutil
from pathlib import Path

import pytest

HOLD = Path("drill-hold")


@pytest.fixture
def clean_hold():
    HOLD.mkdir(exist_ok=True)
    yield HOLD
    shutil.rmtree(HOLD)


def test_stows(clean_hold):
    (clean_hold / "tea").write_text("3")
    assert (clean_hold / "tea").exists()


def test_counts_without_cleaning():
    HOLD.mkdir(exist_ok=True)
    (HOLD / "coal").write_text("9")
    assert (HOLD / "coal").read_text() == "9"
""",
        },
        good={
            "test_hold_cleanup.py": """\
import pytest


@pytest.fixture
def clean_hold(tmp_path):
    return tmp_path


def test_stows(clean_hold):
    (clean_hold / "tea").write_text("3")
    assert (clean_hold / "tea").exists()


def test_counts_without_cleaning(tmp_path):
    (tmp_path / "coal").write_text("9")
    assert (tmp_path / "coal").read_text() == "9"
""",
        },
        caught_by=READING | RUNNING,
        also=frozenset({"BH205"}),
    ),
    Seed(
        code="BH208",
        name="table emptied for all",
        bad={
            "conftest.py": """\
import os

import psycopg
import pytest


@pytest.fixture
def ledger():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def empty_ledger(ledger):
    yield ledger
    ledger.execute("TRUNCATE drill_ledger")
""",
            "test_ledger_cleanup.py": """\
def test_books(empty_ledger):
    empty_ledger.execute("INSERT INTO drill_ledger VALUES ('tea', 3)")
    assert empty_ledger.execute("SELECT count(*) FROM drill_ledger").fetchone()[0] >= 1


def test_books_again(ledger):
    ledger.execute("INSERT INTO drill_ledger VALUES ('coal', 9)")
    assert ledger.execute("SELECT count(*) FROM drill_ledger").fetchone()[0] >= 1
""",
        },
        good={
            "conftest.py": """\
import os

import psycopg
import pytest
from psycopg import sql

from pytest_bulkhead.worker import get_worker_postgres_schema


@pytest.fixture
def ledger():
    schema = get_worker_postgres_schema()
    own = f"-c search_path={schema}"
    with psycopg.connect(os.environ["DATABASE_URL"], options=own, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        connection.execute("CREATE TABLE drill_ledger (goods text, weight int)")
        yield connection
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
""",
            "test_ledger_cleanup.py": """\
def test_books(ledger):
    ledger.execute("INSERT INTO drill_ledger VALUES ('tea', 3)")
    assert ledger.execute("SELECT count(*) FROM drill_ledger").fetchone()[0] == 1


def test_books_again(ledger):
    ledger.execute("INSERT INTO drill_ledger VALUES ('coal', 9)")
    assert ledger.execute("SELECT count(*) FROM drill_ledger").fetchone()[0] == 1
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"psycopg", "postgres"}),
        also=frozenset({"BH202"}),
    ),
)
