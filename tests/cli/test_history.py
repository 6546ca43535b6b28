"""The command takes files, tells in text and JSON, and says in one paragraph what it cannot do."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.cli.main import main
from tests.history.writing import STARTED, record
from tests.report.projects import finding


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.chdir(tmp_path)
    for name in ("BULKHEAD_HISTORY", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def runs(project: Path) -> list[Path]:
    """Of two tests, of which one is flaky and one is broken in the end."""
    folder = project / ".bulkhead" / "runs"
    folder.mkdir(parents=True)
    outcomes = {"flaky": "pf" * 6, "broken": "pppppppppfff", "steady": "p" * 12}
    words = {"p": "passed", "f": "failed"}
    return [
        record(
            folder / f"202510{number + 10}T000000-r{number}.jsonl",
            [{"test": f"test_a.py::test_{name}", "outcome": words[marks[number]]} for name, marks in outcomes.items()],
            run=f"r{number}",
            started=STARTED + number * 86_400,
            revision=f"rev{number // 2}",
            branch="trunk",
        )
        for number in range(12)
    ]


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    assert main(["history", *words, "--output-format", "json"]) == status
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    return document


def test_the_project_s_records_are_taken_once_and_judged(runs, capsys):
    first, again = told(capsys, "ingest"), told(capsys, "ingest")
    assert first["summary"] == {"files": 12, "new": 12, "attempts": 36, "refused": 0}
    assert again["summary"] == {"files": 12, "new": 0, "attempts": 0, "refused": 0}
    status = told(capsys, "status")
    summary = status["summary"]
    assert (summary["runs"], summary["tests"], summary["attempts"]) == (12, 3, 36)
    assert (summary["flaky"], summary["broken"]) == (1, 1)
    assert summary["alerts"] == len(status["alerts"]) > 0
    assert (summary["first"], summary["last"]) == ("2025-10-09", "2025-10-20")
    assert [one["test"] for one in status["flaky"]] == ["test_a.py::test_flaky"]
    assert main(["history", "status"]) == 0
    assert "1 broken, 1 flaky" in capsys.readouterr().out


def test_findings_are_told_with_since_when(project, capsys):
    folder = project / ".bulkhead" / "runs"
    folder.mkdir(parents=True)
    for number in range(6):
        test = "tests/test_a.py::test_is_alone"
        known = [finding(test, message="is what makes it flaky")] if number > 1 else []
        known += [finding(owner="module", help="rest")] if number == 5 else []
        record(
            folder / f"202510{number + 10}T000000-r{number}.jsonl",
            [{"test": test, "outcome": "failed" if number % 2 else "passed"}],
            run=f"r{number}",
            started=STARTED + number * 86_400,
            revision=f"rev{number // 2}",
            more=known,
        )
    told(capsys, "ingest")
    status = told(capsys, "status")
    assert (status["summary"]["findings"], status["summary"]["new_findings"]) == (2, 1)
    new, old = status["findings"]
    assert (new["owner"], new["new"], new["times"]) == ("module", True, 1)
    assert (old["first_seen"], old["last_seen"], old["times"], old["new"]) == ("2025-10-11", "2025-10-14", 4, False)
    assert (old["first_revision"], old["what"]) == ("rev1", {"kind": "environ", "name": "OFFICE"})
    (flaky,) = status["flaky"]
    since = "4 times since 2025-10-11 at rev1, last on 2025-10-14"
    assert since in flaky["causes_seen"]
    assert main(["history", "status"]) == 0
    text = capsys.readouterr().out
    assert "2 findings in its runs, 1 of them for the first time" in text
    assert f"(seen {since})" in text
    assert main(["history", "alerts"]) == 1
    assert f"cause seen: {since}" in capsys.readouterr().out


def test_what_is_broken_is_refused_and_the_rest_is_taken(runs, project, capsys):
    (project / "odd\x1b[2J.xml").write_text("<!DOCTYPE x><testsuites/>")
    document = told(capsys, "ingest", "odd\x1b[2J.xml", str(runs[0]), status=2)
    assert document["summary"] == {"files": 2, "new": 1, "attempts": 3, "refused": 1}
    assert main(["history", "ingest", "odd\x1b[2J.xml"]) == 2
    error = capsys.readouterr().err
    assert "document type" in error
    assert "\x1b" not in error


def test_old_runs_are_forgotten_by_the_settings(runs, project, capsys):
    told(capsys, "ingest")
    assert main(["history", "prune"]) == 2
    assert "history-keep" in capsys.readouterr().err
    (project / "bulkhead.toml").write_text('history-keep = "30 days"\n')
    assert told(capsys, "prune")["summary"] == {"shards": 12, "attempts": 36}
    # And what comes from outside and is as old is not kept either.
    told(capsys, "ingest")
    assert told(capsys, "status")["summary"]["runs"] == 0


def test_the_store_is_where_it_is_said_to_be(runs, project, capsys, monkeypatch):
    (project / "bulkhead.toml").write_text('history = "set/by.sqlite"\n')
    assert told(capsys, "ingest")["summary"]["new"] == 12
    monkeypatch.setenv("BULKHEAD_HISTORY", str(project / "env.sqlite"))
    assert told(capsys, "ingest")["summary"]["new"] == 12
    assert told(capsys, "ingest", "--store", "named.sqlite")["summary"]["new"] == 12
    assert told(capsys, "status", "--store", "set/by.sqlite")["summary"]["runs"] == 12
    assert {path.name for path in project.rglob("*.sqlite")} == {"by.sqlite", "env.sqlite", "named.sqlite"}


def test_days_become_folders_of_parquet(runs, project, capsys):
    duckdb = pytest.importorskip("duckdb")
    told(capsys, "ingest")
    assert told(capsys, "export", "--parquet", "it's a lake")["summary"] == {"days": 12, "attempts": 36}
    assert told(capsys, "export", "--parquet", "it's a lake")["summary"]["days"] == 12
    with duckdb.connect() as lake:
        found = lake.execute(
            "SELECT test, count(*), min(day)::VARCHAR, max(revision), sum(call) FROM read_parquet($1) "
            "WHERE outcome = 'failed' GROUP BY test ORDER BY test",
            [str(project / "it's a lake" / "*" / "*.parquet")],
        ).fetchall()
    assert found == [
        ("test_a.py::test_broken", 3, "2025-10-18", "rev5", 1_500_000),
        ("test_a.py::test_flaky", 6, "2025-10-10", "rev5", 3_000_000),
    ]
    assert told(capsys, "export", "--parquet", "late", "--days", "1")["summary"]["days"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status"], "Nothing is remembered yet"),
        (["ingest"], "no run records"),
        (["ingest", "--store", ".", "pytest.ini"], "is no file"),
        (["ingest", "--store", "mysql://u:secret@h/d", "pytest.ini"], "no URL of PostgreSQL"),
        (["ingest", "--store", "postgresql://u:secret@h:x/d", "pytest.ini"], "cannot be read"),
        (["status", "--store", "pytest.ini"], "no store of bulkhead"),
        (["status", "--store", "foreign.sqlite"], "of somebody else"),
        (["status", "--path", ""], "PATH is empty"),
        (["prune", "--keep", "0"], None),
    ],
)
def test_wrong_use_is_one_paragraph(words, said, project, capsys):
    with sqlite3.connect("foreign.sqlite") as foreign:
        foreign.execute("CREATE TABLE theirs (x)")
    foreign.close()
    if said is None:
        with pytest.raises(SystemExit, match="2"):
            main(["history", *words])
        return
    assert main(["history", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error
    assert error.count("\n") == 1


def test_without_the_extra_it_is_said_what_to_install(runs, capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["history", "status"]) == 2
    assert "pytest-bulkhead[history]" in capsys.readouterr().err


def test_parquet_without_duckdb_says_what_to_install(runs, capsys, monkeypatch):
    told(capsys, "ingest")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "duckdb" else object())
    assert main(["history", "export", "--parquet", "x"]) == 2
    assert "pytest-bulkhead[lake]" in capsys.readouterr().err
