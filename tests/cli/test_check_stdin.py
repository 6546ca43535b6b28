"""`bulkhead check --stdin-filename`: what an editor holds, with the project as it is saved around it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main

LEAK = "import os\n\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def typed(monkeypatch):
    def hold(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return hold


def check(*arguments: str) -> int:
    return main(["check", "--stdin-filename", "tests/test_x.py", *arguments])


def test_a_file_that_is_not_saved_yet(typed, capsys):
    typed(LEAK)
    assert check("--output-format", "json") == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["path"], finding["line"]) == ("tests/test_x.py", 5)
    assert not Path("tests/test_x.py").exists()


def test_what_is_typed_counts_not_what_is_saved(typed):
    Path("tests/test_x.py").write_text(LEAK)
    typed("def test_x():\n    run()\n")
    assert check() == 0


def test_the_project_around_it_is_the_context(typed):
    Path("tests/conftest.py").write_text(
        "import os\n\nimport pytest\n\n\n@pytest.fixture(autouse=True)\ndef kept():\n"
        "    before = dict(os.environ)\n    yield\n    os.environ.clear()\n    os.environ.update(before)\n"
    )
    typed(LEAK)
    assert check() == 0


def test_fixed_text_is_printed_and_nothing_is_written(typed, capsys):
    Path("tests/test_x.py").write_text("saved = 1\n")
    typed(LEAK)
    assert check("--fix") == 0
    out, err = capsys.readouterr()
    assert "def test_x(monkeypatch):\n    monkeypatch.setenv('REGION', 'north')\n    run()\n" in out
    assert "1 fixed" in err
    assert Path("tests/test_x.py").read_text() == "saved = 1\n"


def test_what_was_never_saved_is_fixed_too(typed, capsys):
    typed(LEAK)
    assert check("--fix") == 0
    assert "monkeypatch.setenv('REGION', 'north')" in capsys.readouterr().out
    assert not Path("tests/test_x.py").exists()


def test_an_unknown_name_is_told_beside_the_fixed_text(typed, capsys):
    typed(LEAK)
    assert check("--fix", "--select", "BH101,magic") == 2
    out, err = capsys.readouterr()
    assert "monkeypatch.setenv('REGION', 'north')" in out
    assert "No hazard is called 'magic'" in err


def test_a_folder_is_no_file(typed, capsys):
    typed(LEAK)
    assert main(["check", "--stdin-filename", "tests"]) == 2
    assert "wants the name of a file" in capsys.readouterr().err


def test_without_anything_to_fix_the_text_comes_back_as_it_is(typed, capsys):
    typed("def test_x():\r\n    run()\r\n")
    assert check("--fix") == 0
    assert capsys.readouterr().out.replace("\r\n", "\n") == "def test_x():\n    run()\n"


def test_what_does_not_go_together_is_told(typed, capsys):
    typed("")
    assert check("tests") == 2
    assert "no paths" in capsys.readouterr().err
