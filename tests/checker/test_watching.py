"""What changes below the watched folders is noticed, and nothing else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pytest_bulkhead.checker.watching import changes, snapshot


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tests").mkdir()
    Path("tests/test_a.py").write_text("x = 1\n")
    (tmp_path / "tests" / "round").symlink_to(tmp_path, target_is_directory=True)


def seen(*acts) -> list[list[str]]:
    """What is told when something is done at each interval; the last one only ends the waiting."""
    steps = iter(acts)

    def sleep(seconds: float) -> None:
        next(steps)()

    return list(itertools.islice(changes(["."], sleep), len(acts)))


def test_an_edit_a_new_file_and_a_removal_are_told():
    told = seen(
        lambda: Path("tests/test_a.py").write_text("x = 23\n"),
        lambda: Path("bulkhead.toml").write_text(""),
        lambda: Path("tests/test_a.py").unlink(),
    )
    assert told == [["./tests/test_a.py"], ["./bulkhead.toml"], ["./tests/test_a.py"]]


@pytest.mark.parametrize("name", ["notes.txt", ".bulkhead/runs/x.py", "node_modules/a.py", "__pycache__/a.py"])
def test_what_no_check_reads_is_not_looked_at(name):
    before = snapshot(["."])
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("")
    assert snapshot(["."]) == before


def test_a_file_that_is_watched_can_vanish():
    Path("tests/test_a.py").unlink()
    assert snapshot(["tests/test_a.py", "gone"]) == {}
