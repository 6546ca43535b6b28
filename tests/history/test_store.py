"""A store that cannot be used is told in one paragraph, and is left as it is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import StoreError
from pytest_bulkhead.history import store as room
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.schema import identity, storable
from pytest_bulkhead.history.store import open_store
from tests.history.writing import record


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Of a store with one run."""
    path = tmp_path / "history.sqlite"
    with open_store(path) as store:
        Ingest(store).take(record(tmp_path / "r.jsonl", [{"test": "a"}]))
    return path


def refused(place: Path | str, *, creates: bool = True) -> str:
    with pytest.raises(StoreError) as caught, open_store(place, creates=creates):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_store_of_a_later_version_is_left_alone(place):
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE bulkhead_schema SET version = 99")
    connection.close()
    before = place.read_bytes()
    assert "later bulkhead (schema 99" in refused(place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("version", ["-1", "NULL", "'x'"])
def test_a_version_that_is_none_is_told(version, place):
    with sqlite3.connect(place) as connection:
        connection.execute("DROP TABLE bulkhead_schema")
        connection.execute("CREATE TABLE bulkhead_schema (version)")
        connection.execute(f"INSERT INTO bulkhead_schema VALUES ({version})")
    connection.close()
    assert "no store of bulkhead" in refused(place)


def test_files_of_others_are_left_alone(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"not a database at all, but long enough to be one" * 40)
    assert "no store of bulkhead" in refused(other)
    assert other.read_bytes().startswith(b"not a database")
    with sqlite3.connect(tmp_path / "theirs.sqlite") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert "somebody else" in refused(tmp_path / "theirs.sqlite")
    assert "no file" in refused(tmp_path)
    assert "Nothing is remembered yet" in refused(tmp_path / "none.sqlite", creates=False)
    assert not (tmp_path / "none.sqlite").exists()
    assert "cannot be used" in refused(other / "below")


def test_a_store_that_somebody_else_writes_is_told_and_nothing_is_lost(place, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_PATIENCE", 0.05)
    holder = sqlite3.connect(place, isolation_level=None)
    with open_store(place) as store:
        holder.execute("BEGIN IMMEDIATE")
        ingest = Ingest(store)
        path = record(tmp_path / "s.jsonl", [{"test": "b"}], run="r2")
        with pytest.raises(StoreError, match="locked by another process"):
            ingest.take(path)
        holder.execute("ROLLBACK")
        assert ingest.take(path).attempts == 1
    holder.close()


READS = """
import os, sys
from pytest_bulkhead.errors import StoreError
from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.store import open_store
from pathlib import Path
with open_store(sys.argv[1]):  # loads all that it takes, as long as that can be read
    pass
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with open_store(sys.argv[1]) as store:
    with store.reading() as connection:
        print(Reader(connection).counts().attempts)
    try:
        Ingest(store).take(Path(sys.argv[2]))
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions")
def test_a_file_that_can_only_be_read_is_read_and_not_written():
    # Not pytest's own folder, which is for one user alone: nothing keeps root from writing, so somebody else tries.
    with tempfile.TemporaryDirectory(prefix="bulkhead-readonly-") as name:
        folder = Path(name)
        place, path = folder / "history.sqlite", record(folder / "s.jsonl", [{"test": "b"}], run="r2")
        with open_store(place) as store:
            Ingest(store).take(record(folder / "r.jsonl", [{"test": "a"}]))
        place.chmod(0o444)
        path.chmod(0o444)
        folder.chmod(0o555)
        command = [sys.executable, "-c", READS, str(place), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        folder.chmod(0o755)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "1"), done.stderr
    assert "cannot be written" in done.stdout


@given(st.text(), st.text())
def test_numbers_of_texts_fit_and_differ(one, other):
    assert 0 <= identity(one) < 2**63
    assert (identity(one) == identity(other)) == (one == other)
    assert (identity(one) == 0) == (one == "")


@given(st.text(st.characters(codec=None)))
def test_what_is_storable_is_text_without_nul(text):
    stored = storable(text)
    assert "\0" not in stored.encode().decode()
    assert stored == text or "\\" in stored
