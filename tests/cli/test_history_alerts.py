"""`bulkhead history alerts`: new once, known to somebody, over; and told wherever it is asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.alerting import webhook
from pytest_bulkhead.cli.main import main
from tests.history.writing import STARTED, record

STEADY = ".F" + "." * 10


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "CODEOWNERS").write_text("* @us\n")
    monkeypatch.chdir(tmp_path)
    for name in ("BULKHEAD_HISTORY", "GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def take_in(project: Path, first: int, marks: str, capsys: pytest.CaptureFixture[str], seconds: float = 1.0) -> None:
    """Runs of two tests, two for each revision: the first does as the marks say, the second never fails."""
    folder = project / ".bulkhead" / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    words = {".": "passed", "F": "failed"}
    paths = [
        record(
            folder / f"20251010T{number:06}-r{number}.jsonl",
            [
                {"test": "test_a.py::test_a", "outcome": words[mark]},
                {"test": "test_a.py::test_b", "seconds": seconds + number % 7 / 100},
            ],
            run=f"r{number}",
            started=STARTED + number * 3600,
            revision=f"rev{number // 2}",
            branch="trunk",
        )
        for number, mark in enumerate(marks, first)
    ]
    assert main(["history", "ingest", *map(str, paths)]) == 0
    capsys.readouterr()


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    assert main(["history", "alerts", *words, "--output-format", "json"]) == status
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_an_alert_is_new_once(project, capsys):
    take_in(project, 0, STEADY, capsys)
    (alert,) = told(capsys, status=1)["opened"]
    assert (alert["kind"], alert["test"], alert["evidence"]["owners"]) == ("flaky", "test_a.py::test_a", "@us")
    again = told(capsys)
    assert again["opened"] == []
    assert [one["name"] for one in again["standing"]] == [alert["name"]]
    assert again["summary"] == {
        "runs": 12,
        "opened": 0,
        "standing": 1,
        "acknowledged": 0,
        "closed": 0,
        "quarantined": 0,
        "overdue": 0,
    }


def test_somebody_who_knows_says_so(project, capsys):
    take_in(project, 0, STEADY, capsys)
    name = told(capsys, status=1)["opened"][0]["name"]
    assert main(["history", "alerts", "--acknowledge", name[:5], "--by", "ana", "--why", "ORD-412"]) == 0
    assert "known to ana" in capsys.readouterr().out
    (standing,) = told(capsys)["standing"]
    assert (standing["state"], standing["by"], standing["why"]) == ("acknowledged", "ana", "ORD-412")


def test_what_has_ended_is_told_once(project, capsys):
    take_in(project, 0, STEADY, capsys)
    told(capsys, status=1)
    take_in(project, 12, "." * 30, capsys)
    assert [one["ending"] for one in told(capsys)["closed"]] == ["it is mended now"]
    assert told(capsys)["closed"] == []


def test_a_slower_test_is_told_and_a_threshold_is_tried_first(project, capsys):
    take_in(project, 0, "." * 30, capsys)
    take_in(project, 30, "." * 12, capsys, seconds=1.5)
    text = ["history", "alerts", "--preview", "slower-by=0.9", "--last", "12"]
    assert main(text) == 0
    out = capsys.readouterr().out
    assert re.search(r"slower +1 → 0", out)
    assert "test_a.py::test_b" in out
    preview = told(capsys, "--preview", "slower-by=0.9", "--last", "12")
    assert preview["summary"] == {"runs": 12, "holding": 1, "tried": 0}
    (alert,) = told(capsys, status=1)["opened"]
    assert (alert["kind"], alert["evidence"]["good_revision"]) == ("slower", "rev14")


def test_it_is_told_where_it_is_asked_for(project, capsys, monkeypatch):
    take_in(project, 0, STEADY, capsys)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    words = ["--output-format", "markdown", "--step-summary", "--open-metrics", "bulkhead.prom"]
    assert main(["history", "alerts", *words]) == 1
    out = capsys.readouterr().out
    assert out == (project / "summary.md").read_text(encoding="utf-8")
    assert "test_a.py::test_a" in out
    metrics = (project / "bulkhead.prom").read_text(encoding="utf-8")
    assert 'bulkhead_tests{state="flaky"} 1.0' in metrics


def test_a_webhook_that_cannot_be_reached_changes_no_status(project, capsys, monkeypatch):
    take_in(project, 0, STEADY, capsys)
    (project / "bulkhead.toml").write_text('[alerts]\nwebhook = "$HOOK"\n')
    monkeypatch.setattr(webhook, "_PAUSES", ())
    monkeypatch.setenv("HOOK", "http://127.0.0.1:1/secret")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert main(["history", "alerts"]) == 1
    captured = capsys.readouterr()
    assert "new [" in captured.out
    assert "could not be reached" in captured.err
    assert "secret" not in captured.err


def test_a_file_that_cannot_be_written_keeps_nothing_from_those_who_wait_for_it(project, capsys, monkeypatch):
    take_in(project, 0, STEADY, capsys)
    (project / "bulkhead.toml").write_text('[alerts]\nwebhook = "http://127.0.0.1:1/secret"\n')
    monkeypatch.setattr(webhook, "_PAUSES", ())
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert main(["history", "alerts", "--step-summary"]) == 2
    capsys.readouterr()
    assert main(["history", "alerts", "--open-metrics", "."]) == 2
    captured = capsys.readouterr()
    assert "new [" in captured.out
    assert "could not be reached" in captured.err
    assert "cannot be written" in captured.err


def test_a_preview_goes_by_the_memory_limit_of_the_settings(project, capsys):
    (project / "bulkhead.toml").write_text('memory-limit = "100 MB"\n')
    path = record(project / "r.jsonl", [{"test": "test_a.py::test_a", "resident_kb": 200 * 1024}])
    assert main(["history", "ingest", str(path)]) == 0
    assert main(["history", "alerts", "--preview", "slower-by=1"]) == 0
    assert "too-large         1 → 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--acknowledge", "x"], "--by and --why"),
        (["--acknowledge", "x", "--by", "a", "--why", "b"], "is no open alert"),
        (["--acknowledge", "x", "--preview", "slower-by=1"], "Use one of them"),
        (["--preview", "slower-by"], "KEY=VALUE"),
        (["--preview", "slower-bye=1"], "did you mean 'slower-by'"),
        (["--preview", "slower-by=much"], "a number from 0"),
        (["--preview", "slower-by=1", "--last", "0"], "above 0"),
        (["--preview", "slower-by=1", "--output-format", "markdown"], "full or json"),
        (["--step-summary"], "GITHUB_STEP_SUMMARY"),
    ],
)
def test_wrong_use_is_one_paragraph(words, said, project, capsys):
    take_in(project, 0, "..", capsys)
    assert main(["history", "alerts", *words]) == 2
    assert said in capsys.readouterr().err


def test_without_a_history_there_is_nothing_to_look_at(project, capsys):
    assert main(["history", "alerts"]) == 2
    assert "Nothing is remembered yet" in capsys.readouterr().err
