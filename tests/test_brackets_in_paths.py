"""Tests in a folder with brackets in its name are planned, quarantined and told of like all others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.findings import Source

from .plugin.running import run, write

SUITE = {
    "a[b]/test_t.py": """
        import pathlib, pytest

        @pytest.mark.parametrize("text", ["a::b", "c"])
        def test_report(text):
            pathlib.Path("report.txt").write_text(text)
            assert pathlib.Path("report.txt").read_text() == text

        class TestAgain:
            def test_again(self): pathlib.Path("report.txt").write_text("again")

        @pytest.mark.parametrize("n", [1, 2])
        def test_broken(n): assert n == 3

        def test_free(): pass
    """,
    "a[b]/test_u.py": "def test_free(): pass",
}
TERMS = ("--owner", "ann", "--until", "30 days", "--ticket", "T-1", "--reason", "slow")


def test_they_are_planned_and_quarantined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, SUITE)
    monkeypatch.chdir(folder)
    assert main(["quarantine", "add", "a[b]/test_t.py::test_broken", *TERMS]) == 0
    assert "does not speak of" not in capsys.readouterr().err
    assert run(folder, "--bulkhead-races").verdict == "5 passed, 2 quarantined"
    assert main(["plan"]) == 0
    (group,) = json.loads((folder / "bulkhead-plan.json").read_text(encoding="utf-8"))["groups"].values()
    assert group["tests"] == ["a[b]/test_t.py::TestAgain::test_again", "a[b]/test_t.py::test_report"]
    (first,) = (folder / ".bulkhead" / "runs").glob("*.jsonl")
    first.unlink()
    planned = run(folder, "-n", "2", "--dist", "loadgroup", "--bulkhead-races")
    assert planned.verdict == "5 passed, 2 quarantined"
    assert not [finding for finding in planned.findings if finding.source is Source.RACE]


def test_their_races_are_told_of_both(tmp_path: Path) -> None:
    ran = run(write(tmp_path, SUITE), "-n", "2", "--bulkhead-races", "--deselect", "a[b]/test_t.py::test_broken")
    told = " ".join(finding.message for finding in ran.findings)
    assert "report.txt" in told
    assert "test_report (2 cases)" in told
