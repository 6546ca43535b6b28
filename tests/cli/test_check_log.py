"""`bulkhead check` leaves a line for the trend, and nobody notices but who asks for it."""

from __future__ import annotations

import json
import os

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.record.check_log import read_checks

BAD = 'import os\n\n\ndef test_a():\n    os.environ["A"] = "1"\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    (tmp_path / "pyproject.toml").write_text("[tool.bulkhead]\n", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(BAD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_check_and_a_hook_are_remembered(project, capsys):
    assert main(["check", "tests"]) == 1
    os.chdir(project / "tests")
    assert main(["check", "--test-code-only", "--select", "BH101", "test_a.py"]) == 1
    check, hook = read_checks(project)
    assert (check.is_hook, check.stopped, check.scope) == (False, True, ("tests",))
    assert (hook.is_hook, hook.stopped, hook.scope, hook.codes) == (True, True, ("tests/test_a.py",), ("BH101",))
    assert check.found == hook.found == {"tests/test_a.py": {"BH101": 1}}
    assert "BH101" in check.codes


@pytest.mark.parametrize("option", ["--no-cache", "--isolated", "--show-files"])
def test_a_check_that_is_to_leave_nothing_leaves_nothing(project, option, capsys):
    main(["check", option])
    assert read_checks(project) == []


def test_the_settings_can_do_without(project, capsys):
    (project / "pyproject.toml").write_text("[tool.bulkhead]\ncheck-log = false\n", encoding="utf-8")
    assert main(["check"]) == 1
    assert read_checks(project) == []


def test_a_place_that_cannot_be_written_harms_nothing(project, capsys):
    (project / ".bulkhead").write_text("in the way", encoding="utf-8")
    assert main(["check", "--output-format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["summary"]["findings"] == 1
