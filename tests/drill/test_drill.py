"""A drill from end to end, on a project of a few tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.drill.drill import keep_scorecard

TESTS = """\
import os

import pytest
import shop


@pytest.fixture
def cheap():
    shop.RATES["crate"] = 1
    yield
    shop.RATES.clear()


def test_region(monkeypatch):
    monkeypatch.setenv("SHOP_REGION", "north")
    assert os.environ["SHOP_REGION"] == "north"


def test_limit(monkeypatch):
    monkeypatch.setattr(shop, "LIMIT", 4)
    assert shop.LIMIT == 4


def test_rates(cheap):
    assert shop.RATES == {"crate": 1}
"""
FILES = {
    "pytest.ini": "[pytest]\npythonpath = .\naddopts = -p no:randomly -p no:hypothesispytest -p no:anyio\n",
    "shop.py": "RATES = {}\nLIMIT = 3\n",
    "tests/test_shop.py": TESTS,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(autouse=True)
def _handler_of_sigterm() -> Iterator[None]:
    """The command takes a request to end as an interruption."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def contents(folder: Path) -> dict[str, str]:
    """The text of each file that is not our own."""
    files = (one for one in folder.rglob("*") if one.is_file() and ".bulkhead" not in one.parts)
    return {str(one.relative_to(folder)): one.read_text() for one in files}


def test_a_drill_catches_what_it_seeds_and_leaves_the_project_as_it_was(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["drill", str(project), "--max", "4", "--output-format", "json"])
    card = json.loads(capsys.readouterr().out)
    assert contents(project) == FILES
    assert card == json.loads((project / ".bulkhead" / "drill.json").read_text())
    summary = card["summary"]
    assert summary["mutants"] + summary["void"] == summary["chosen"] == 4
    assert summary["survivors"] == sum(mutant["survived"] for mutant in card["mutants"])
    assert summary["false_alarms"] == 0, card["false_alarms"]
    assert summary["untouched_findings"] == 0
    assert status == (1 if summary["survivors"] else 0)
    assert all(mutant["diff"] for mutant in card["mutants"])
    assert not (project / ".bulkhead" / "drill" / "state.jsonl").exists()


def test_what_cannot_be_drilled_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill", str(tmp_path / "nowhere")]) == 2
    assert "There is nothing at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"pytest.ini": "[pytest]\naddopts = --doctest-glob=*.txt\n", "test_a.txt": ">>> 1\n1\n"}, "tests in Python"),
        ({"pytest.ini": "[pytest]\n", "test_a.py": "def test_a(:\n"}, "(1 error in "),
    ],
)
def test_a_project_of_which_nothing_can_be_drilled_is_told_so(
    files: dict[str, str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert main(["drill", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err


def test_a_drill_that_had_no_time_does_not_end_well(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill", str(project), "--minutes", "0.0001"]) == 2
    assert "no mutant could be examined" in capsys.readouterr().err
    assert not (project / ".bulkhead" / "drill.json").exists()


def test_bad_settings_are_told_by_their_own_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bulkhead.toml").write_text("exclud = []\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    assert main(["drill", str(tmp_path)]) == 2
    assert str(tmp_path / "bulkhead.toml") in capsys.readouterr().err


def test_a_scorecard_goes_where_it_belongs_or_that_is_said(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / ".bulkhead").mkdir()
    (tmp_path / ".bulkhead" / "drill.json").symlink_to(mine)
    assert keep_scorecard(tmp_path, "{}") == ""
    assert mine.read_text() == "mine"
    assert (tmp_path / ".bulkhead" / "drill.json").read_text() == "{}"
    (tmp_path / ".bulkhead" / "drill.json").unlink()
    (tmp_path / ".bulkhead" / "drill.json").mkdir()
    assert "cannot be kept" in keep_scorecard(tmp_path, "{}")


@pytest.mark.parametrize("words", [["--max", "0"], ["--minutes", "-1"], ["--minutes", "soon"], ["--seed", "x"]])
def test_senseless_bounds_are_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["drill", *words])


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for one process alone")
def test_an_interrupted_drill_keeps_what_it_has_and_says_so(project: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest_bulkhead", "drill", str(project), "--max", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    state = project / ".bulkhead" / "drill" / "state.jsonl"
    until = time.monotonic() + 240
    while not state.exists() and child.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=120)
    assert child.returncode == 130
    assert "the same command goes on" in said
    assert json.loads(state.read_text().splitlines()[0])["version"] == 1
    assert contents(project) == FILES
