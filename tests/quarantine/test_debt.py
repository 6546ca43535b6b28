"""What is in quarantine is counted wherever the state of a suite is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.alerting import markdown, open_metrics, terminal
from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.cli.main import main
from pytest_bulkhead.history.alerts.alert import Alert, Kind, Subject
from pytest_bulkhead.history.alerts.changing import Changes
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.quarantine.file import Quarantine
from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.checklist import quarantine as question

from ..plugin.running import PLUGINS, environment, write
from .test_run import quarantine

LISTED = quarantine("test_a.py::test_flaky", overdue=("test_a.py::test_late",))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path, {"test_a.py": "def test_flaky(): assert 0\ndef test_late(): pass\n"}))
    (tmp_path / "bulkhead-quarantine.toml").write_text(LISTED)
    return tmp_path


def test_an_audit_passes_and_tells_the_debt(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [sys.executable, "-m", "pytest_bulkhead", "audit", "-n", "0", "--", *PLUGINS]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "In quarantine: 2 tests, 1 failed and not counted, 1 overdue." in done.stdout
    assert main(["history", "status", "--output-format", "json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["quarantined"], summary["overdue"]) == (2, 1)
    assert main(["history", "status"]) == 0
    assert "2 tests in quarantine, 1 overdue" in capsys.readouterr().out


def test_alerts_tell_which_of_their_tests_are_set_apart() -> None:
    alert = Alert(Subject(Kind.FLAKY, "test_a.py::test_flaky", "here"), "it fails now and then", {}, 1)
    told = Told(Changes((alert,), (), ()), quarantine=Quarantine.from_text(LISTED, "q"))
    text = terminal.render_text(told, Style())
    assert "in quarantine until 2999-01-01, owner ann, T-1" in text
    assert "2 tests in quarantine, 1 overdue" in text
    summary = json.loads(terminal.render_json(told, Style()))["summary"]
    assert (summary["quarantined"], summary["overdue"]) == (2, 1)
    assert "2 tests in quarantine, 1 overdue." in markdown.render(told, Style())
    assert 'bulkhead_quarantined{overdue="true"} 1.0' in open_metrics.render(told)


class Changed(ChangedFile):
    """A file whose two sides are given."""

    path = "bulkhead-quarantine.toml"

    def __init__(self, before: str, after: str) -> None:
        self.sides = before.encode(), after.encode()

    @property
    def before(self) -> bytes:
        return self.sides[0]

    @property
    def after(self) -> bytes:
        return self.sides[1]


def test_a_review_asks_about_who_comes_in_or_stays_longer() -> None:
    longer = LISTED.replace("2020-01-01", "2021-01-01")
    assert [place.what for place in question.places([Changed("", LISTED)])] == [
        "test_a.py::test_flaky, until 2999-01-01",
        "test_a.py::test_late, until 2020-01-01",
    ]
    (place,) = question.places([Changed(LISTED, longer)])
    assert (place.line, place.what) == (6, "test_a.py::test_late, until 2021-01-01 and not 2020-01-01")
    assert list(question.places([Changed(LISTED, "<<<<")])) == []
    assert list(question.places([Changed(longer, LISTED)])) == []
