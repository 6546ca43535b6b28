"""`bulkhead check` beside a baseline: made, used, pruned, never grown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main

LEAK = "def test_{0}():\n    os.environ['REGION'] = 'north'\n    run()\n\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write(1)


def write(leaks: int) -> None:
    Path("test_x.py").write_text("import os\n\n" + "".join(LEAK.format(number) for number in range(leaks)))


def check(*arguments: str, capsys=None) -> int:
    return main(["check", "--output-format", "concise", *arguments])


def counted() -> object:
    return json.loads(Path("bulkhead-baseline.json").read_text())["static"]


def test_what_was_there_is_tolerated_from_then_on(capsys):
    assert check("--create-baseline") == 0
    assert counted() == {"test_x.py": {"BH101": 1}}
    assert check("--baseline", "bulkhead-baseline.json") == 0
    assert "1 suppressed" in capsys.readouterr().out


def test_without_being_named_it_is_not_used():
    check("--create-baseline")
    assert check() == 1


def test_settings_can_name_it():
    check("--create-baseline")
    Path("bulkhead.toml").write_text('baseline = "bulkhead-baseline.json"\n')
    assert check() == 0
    assert check("--isolated") == 1


def test_one_more_is_told(capsys):
    check("--create-baseline")
    write(2)
    assert check("--baseline", "bulkhead-baseline.json") == 1
    assert "tolerates 1" in capsys.readouterr().out
    assert counted() == {"test_x.py": {"BH101": 1}}


def test_it_is_never_made_twice(capsys):
    check("--create-baseline")
    write(2)
    assert check("--create-baseline") == 2
    assert "exists already" in capsys.readouterr().err
    assert counted() == {"test_x.py": {"BH101": 1}}


def test_a_stale_entry_is_told_and_pruned(capsys):
    write(2)
    check("--create-baseline")
    write(1)
    assert check("--baseline", "bulkhead-baseline.json") == 1
    assert "bulkhead-baseline.json:4:1: BH004" in capsys.readouterr().out
    assert check("--prune-baseline") == 0
    assert counted() == {"test_x.py": {"BH101": 1}}


def test_pruning_does_not_let_in_what_is_new():
    check("--create-baseline")
    write(2)
    assert check("--prune-baseline") == 1
    assert counted() == {"test_x.py": {"BH101": 1}}


def test_what_was_not_looked_for_is_not_pruned():
    check("--create-baseline")
    write(0)
    check("--prune-baseline", "--select", "ports")
    assert counted() == {"test_x.py": {"BH101": 1}}


def test_a_broken_one_is_told_and_everything_is_shown(capsys):
    Path("broken.json").write_text("{")
    assert check("--baseline", "broken.json") == 2
    out, err = capsys.readouterr()
    assert "test_x.py:4:5: BH101" in out
    assert "broken.json is broken" in err


def test_a_missing_one_too(capsys):
    assert check("--baseline", "none.json") == 2
    out, err = capsys.readouterr()
    assert "BH101" in out
    assert "--create-baseline" in err
