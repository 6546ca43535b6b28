"""`bulkhead report` writes one file, and says what it cannot tell."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from tests.report.projects import project, run_of


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(tmp_path / "shop")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("BULKHEAD_HISTORY", raising=False)
    return folder


def test_the_latest_run_goes_into_the_project_s_folder(root, capsys):
    run_of(root)
    run_of(root, 1)
    assert main(["report"]) == 0
    out, err = capsys.readouterr()
    assert out == "Report: .bulkhead/report.html\n"
    assert "the history is not told" in err
    text = (root / ".bulkhead" / "report.html").read_text()
    assert "20251011T000000-r1" in text
    assert (root / ".bulkhead" / ".gitignore").read_text() == "*\n"


def test_a_named_run_goes_to_a_named_file_and_is_told_as_json(root, tmp_path, capsys):
    run_of(root)
    run_of(root, 1)
    assert main(["history", "ingest", "--output-format", "json"]) == 0
    capsys.readouterr()
    out = tmp_path / "page.html"
    assert main(["report", "r0", "--output", str(out), "--since", "4w", "--output-format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"] == {
        "report": "../page.html",
        "run": "20251010T000000-r0",
        "tests": 4,
        "findings": 1,
        "runs": 2,
    }
    assert told["first"][0]["rank"] == 1
    (found,) = told["findings"]
    assert (found["code"], found["seen"]["times"], found["seen"]["revision"]) == ("BH101", 2, "abc0")
    assert found["seen"]["last"] - found["seen"]["first"] == 86_400
    assert 'id="review"' in out.read_text()


def test_without_jinja2_it_says_what_to_install(root, monkeypatch, capsys):
    run_of(root)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["report"]) == 2
    assert "pip install 'pytest-bulkhead[report]'" in capsys.readouterr().err


def test_without_the_history_a_page_of_one_run_is_written(root, monkeypatch, capsys):
    run_of(root)
    monkeypatch.setattr("pytest_bulkhead.report.gathering.has_history", lambda: False)
    assert main(["report"]) == 0
    out, err = capsys.readouterr()
    assert out == "Report: .bulkhead/report.html\n"
    assert "pytest-bulkhead[history]" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "There is nothing to tell"),
        (["--path", "nowhere"], "There is nothing at nowhere"),
        (["--output", ""], "--output is empty"),
        (["--since", "soon"], "a time such as 30d"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_paragraph(root, words, said, capsys):
    try:
        status = main(["report", *words])
    except SystemExit as end:
        status = end.code
    assert status == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_a_place_that_cannot_be_written_is_named(root, capsys):
    run_of(root)
    assert main(["report", "--output", "nowhere/page.html"]) == 2
    assert "nowhere/page.html" in capsys.readouterr().err
    assert not list(root.glob(".*page*"))
