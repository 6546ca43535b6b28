"""`bulkhead check --suppress`: comments that are added where findings are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main

LEAK = "import os\r\n\r\ndef test_x():\r\n    os.environ['REGION'] = 'nörth'\r\n    run()\r\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("test_x.py").write_bytes(b"# coding: latin-1\r\n" + LEAK.encode("latin-1"))


def test_a_comment_is_added_and_counts(capsys):
    assert main(["check", "--suppress", "known since   the move"]) == 0
    text = Path("test_x.py").read_bytes().decode("latin-1")
    assert "= 'nörth'  # bulkhead: ignore[BH101] known since the move\r\n" in text
    assert main(["check"]) == 0
    assert "1 suppressed" in capsys.readouterr().out


def test_a_second_run_changes_nothing():
    main(["check", "--suppress", "known"])
    before = Path("test_x.py").read_bytes()
    main(["check", "--suppress", "known"])
    assert Path("test_x.py").read_bytes() == before


@pytest.mark.parametrize("reason", ["", "  ", "# no"])
def test_a_reason_is_wanted(reason, capsys):
    assert main(["check", "--suppress", reason]) == 2
    assert "wants a reason" in capsys.readouterr().err


def test_what_cannot_be_written_is_told(capsys):
    Path("real.py").write_bytes(Path("test_x.py").read_bytes())
    Path("test_x.py").unlink()
    Path("test_x.py").symlink_to("real.py")
    assert main(["check", "--suppress", "known"]) == 2
    out, err = capsys.readouterr()
    assert "BH101" in out
    assert "symbolic link" in err


def test_an_unreadable_file_is_no_finding_to_tolerate():
    Path("test_x.py").write_text("def f(:\n")
    assert main(["check", "--suppress", "known"]) == 1
    assert Path("test_x.py").read_text() == "def f(:\n"
