"""The run of an audit is remembered where that can be, and what is not kept is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.audit.remembering import remember
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.settings import Settings
from tests.history.writing import record


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("BULKHEAD_HISTORY", raising=False)
    return record(tmp_path / "r.jsonl", [{"test": "a"}, {"test": "b"}])


def test_a_run_is_remembered_once(run, tmp_path):
    assert [*remember(run, tmp_path, Settings()), *remember(run, tmp_path, Settings())] == []
    with open_store(tmp_path / ".bulkhead" / "history.sqlite") as store, store.reading() as connection:
        assert Reader(connection).counts()[:4] == (1, 1, 2, 2)
    assert (tmp_path / ".bulkhead" / ".gitignore").read_text() == "*\n"


def test_without_a_record_there_is_nothing_to_say(tmp_path):
    assert list(remember(None, tmp_path, Settings())) == []
    assert not (tmp_path / ".bulkhead").exists()


def test_without_the_extra_one_line_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (notice,) = remember(run, tmp_path, Settings())
    assert "pytest-bulkhead[history]" in notice
    assert not (tmp_path / ".bulkhead").exists()


def test_a_store_that_cannot_be_used_is_told_and_changes_no_verdict(run, tmp_path):
    (tmp_path / "foreign").write_text("this is no database, and is long enough to be looked at " * 30)
    (notice,) = remember(run, tmp_path, Settings(history=str(tmp_path / "foreign")))
    assert "no store of bulkhead" in notice
    assert "\n" not in notice
