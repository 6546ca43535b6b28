"""BH205: files that all workers write."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH205",
        name="file in the working directory",
        bad={
            "test_invoice_file.py": """\
from pathlib import Path


def test_writes_the_invoice():
    Path("invoice.csv").write_text("tea,3")
    assert Path("invoice.csv").read_text() == "tea,3"


def test_writes_an_empty_invoice():
    Path("invoice.csv").write_text("")
    assert Path("invoice.csv").read_text() == ""
""",
        },
        good={
            "test_invoice_file.py": """\
def test_writes_the_invoice(tmp_path):
    (tmp_path / "invoice.csv").write_text("tea,3")
    assert (tmp_path / "invoice.csv").read_text() == "tea,3"


def test_writes_an_empty_invoice(tmp_path):
    (tmp_path / "invoice.csv").write_text("")
    assert (tmp_path / "invoice.csv").read_text() == ""
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH205",
        name="folder beside the tests that a fixture makes and removes",
        bad={
            "test_waybill_folder.py": """\
import os

import pytest

FOLDER = os.path.join(os.path.dirname(__file__), "waybills")


@pytest.fixture
def waybill():
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, "last.txt")
    with open(path, "w") as file:
        file.write("to Hull")
    yield path
    os.remove(path)


def test_goes_to_hull(waybill):
    with open(waybill) as file:
        assert file.read() == "to Hull"


def test_is_short(waybill):
    assert os.path.getsize(waybill) < 20
""",
        },
        good={
            "test_waybill_folder.py": """\
import os

import pytest

from pytest_bulkhead.worker import worker_tmp_path


@pytest.fixture
def waybill():
    path = worker_tmp_path() / "last.txt"
    path.write_text("to Hull")
    yield path
    path.unlink()


def test_goes_to_hull(waybill):
    assert waybill.read_text() == "to Hull"


def test_is_short(waybill):
    assert os.path.getsize(waybill) < 20
""",
        },
        caught_by=READING | RUNNING,
        also=frozenset({"BH208"}),
    ),
    Seed(
        code="BH205",
        name="database in a file",
        bad={
            "test_crew_database.py": """\
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def crew():
    with closing(sqlite3.connect("crew.sqlite")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS crew (name text)")
        connection.execute("DELETE FROM crew")
        connection.commit()
        yield connection


def test_signs_on(crew):
    crew.execute("INSERT INTO crew VALUES ('ada')")
    crew.commit()
    assert crew.execute("SELECT count(*) FROM crew").fetchone() == (1,)


def test_nobody_is_aboard(crew):
    assert crew.execute("SELECT count(*) FROM crew").fetchone() == (0,)
""",
        },
        good={
            "test_crew_database.py": """\
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def crew(tmp_path):
    with closing(sqlite3.connect(tmp_path / "crew.sqlite")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS crew (name text)")
        connection.execute("DELETE FROM crew")
        connection.commit()
        yield connection


def test_signs_on(crew):
    crew.execute("INSERT INTO crew VALUES ('ada')")
    crew.commit()
    assert crew.execute("SELECT count(*) FROM crew").fetchone() == (1,)


def test_nobody_is_aboard(crew):
    assert crew.execute("SELECT count(*) FROM crew").fetchone() == (0,)
""",
        },
        caught_by=READING | RUNNING,
        also=frozenset({"BH208"}),
    ),
)
