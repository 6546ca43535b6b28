"""What an audit asks of the pytest that it starts is done, and nothing of it reaches the suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_bulkhead.plugin.handover import VARIABLE, Handover, take_handover
from pytest_bulkhead.record.reading import read_record

from .running import Run, run, write

SEEING = """
import json, os, pathlib
seen = {name: os.environ.get(name) for name in ("BULKHEAD_HANDOVER", "PYTHONPATH")}
pathlib.Path("seen.json").write_text(json.dumps(seen))
"""
FILES = {"conftest.py": SEEING, "test_it.py": "def test_a(): pass\ndef test_b(): pass"}


def test_a_handover_is_taken_once_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Handover("record.jsonl", "2", insist=True, python_path="before")
    monkeypatch.setenv(VARIABLE, sent.to_environment())
    monkeypatch.setenv("PYTHONPATH", "ours")
    assert take_handover() == sent
    assert VARIABLE not in os.environ
    assert os.environ["PYTHONPATH"] == "before"
    assert take_handover() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"unknown": 1}'])
def test_a_foreign_handover_is_ignored(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    assert take_handover() is None


def audited(folder: Path, options: str, workers: str, *, insist: bool) -> Run:
    write(folder, FILES)
    handover = Handover(str(folder / "elsewhere" / "run.jsonl"), workers, insist=insist)
    done = run(
        folder,
        *options.split(),
        **{VARIABLE: handover.to_environment(), "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )
    assert done.verdict == "2 passed", done.output
    return done


@pytest.mark.parametrize(
    ("options", "workers", "insist", "count"),
    [
        ("", "2", False, 2),
        ("-n1", "2", False, 1),
        ("-n1", "2", True, 2),
        ("-n2", "0", True, 0),
        ("-p no:xdist", "2", True, 0),
    ],
)
def test_workers_are_as_many_as_asked_for(options: str, workers: str, insist: bool, count: int, tmp_path: Path) -> None:
    audited(tmp_path, options, workers, insist=insist)
    assert len(read_record(tmp_path / "elsewhere" / "run.jsonl").workers) == count


def test_the_suite_sees_nothing_of_it(tmp_path: Path) -> None:
    audited(tmp_path, "", "", insist=False)
    assert (tmp_path / "seen.json").read_text() == '{"BULKHEAD_HANDOVER": null, "PYTHONPATH": null}'
