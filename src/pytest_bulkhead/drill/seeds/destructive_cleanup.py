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

from pytest_bulkhead.worker import scoped_name


@pytest.fixture
def ledger():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def goods(ledger):
    name = scoped_name("goods")
    yield name
    ledger.execute("DELETE FROM drill_ledger WHERE goods = %s", [name])
""",
            "test_ledger_cleanup.py": """\
def test_books(ledger, goods):
    ledger.execute("INSERT INTO drill_ledger VALUES (%s, 3)", [goods])
    assert ledger.execute("SELECT count(*) FROM drill_ledger WHERE goods = %s", [goods]).fetchone()[0] >= 1


def test_finds_nothing_else(ledger):
    assert ledger.execute("SELECT count(*) FROM drill_ledger WHERE goods = 'coal'").fetchone()[0] == 0
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"psycopg", "postgres"}),
        also=frozenset({"BH202"}),
    ),
)
