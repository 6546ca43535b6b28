"""An audit ends with where its page is, or with why there is none; its verdict stays what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.audit.verdict import Verdict
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.report.after_audit import with_page
from tests.report.projects import project, run_of


@pytest.fixture
def verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    root = project(tmp_path / "shop")
    monkeypatch.chdir(root)
    monkeypatch.delenv("BULKHEAD_HISTORY", raising=False)
    path = run_of(root)
    record = read_record(path)
    report = Report((), {"tests": 4}, opening=("Safe: yes.",), closing=("Run record: …",), notices=("of old",))
    return Verdict(report, 0, root, record, path)


def test_its_last_line_is_the_page(verdict):
    report = with_page(verdict)
    assert report.closing == ("Run record: …", "Report: .bulkhead/report.html")
    assert report.summary == {"tests": 4, "report": ".bulkhead/report.html"}
    assert report.notices == ("of old",)
    assert "Safe: yes." in (verdict.root / ".bulkhead" / "report.html").read_text()


def test_without_jinja2_one_line_says_so(verdict, monkeypatch):
    monkeypatch.setattr("pytest_bulkhead.report.after_audit.has_report", lambda: False)
    report = with_page(verdict)
    assert report.closing == verdict.report.closing
    assert report.notices[1:] == ("no page is written: that takes pip install 'pytest-bulkhead[report]'",)
    assert report.summary["report"] is None


def test_a_page_that_cannot_be_written_does_not_cost_the_verdict(verdict):
    (verdict.root / ".bulkhead" / "report.html").mkdir()
    report = with_page(verdict)
    assert report.summary["tests"] == 4
    assert "cannot be written" in report.notices[-1]
    assert [path.name for path in (verdict.root / ".bulkhead").glob(".report*")] == []


def test_a_record_that_lies_elsewhere_brings_no_page(verdict, tmp_path):
    elsewhere = Verdict(verdict.report, 0, tmp_path / "other", verdict.record, verdict.record_path)
    assert with_page(elsewhere).summary["report"] is None
