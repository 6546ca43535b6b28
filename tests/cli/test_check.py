"""`bulkhead check` as a command."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import jsonschema
import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.outputs.json_schema import output_schema

LEAK = "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"
LATE = (
    "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    assert run()\n    del os.environ['REGION']\n"
)


@pytest.fixture
def suite(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)

    def lay_out(text: str = LEAK, **files: str):
        (tmp_path / "tests" / "test_x.py").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")

    return lay_out


def test_findings_end_with_one(suite, capsys):
    suite()
    assert main(["check", "--output-format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "tests/test_x.py:4:5: BH101 [*] `test_x` sets the environment variable REGION" in out
    assert out.splitlines()[-1].startswith("1 file, ")


def test_silence_tells_what_was_looked_at(suite, capsys):
    suite("def test_x():\n    pass\n")
    assert main(["check"]) == 0
    assert re.match(r"1 file, \d+ rules, 0 findings in", capsys.readouterr().out)


def test_exit_zero(suite, capsys):
    suite()
    assert main(["check", "--exit-zero", "tests"]) == 0


def test_warnings_alone_do_not_fail(suite, capsys):
    suite(LATE)
    assert main(["check", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"][0]["severity"] == "warning"


def test_the_json_contract(suite, capsys):
    suite()
    main(["check", "--output-format", "json"])
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert finding["what"] == {"kind": "environ", "name": "REGION"}
    assert (finding["symbol"], finding["source"], finding["hazard"]) == ("test_x", "static", "environ")
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (4, 5, 4, 35)
    assert report["summary"].items() >= {"files": 1, "findings": 1, "by_code": {"BH101": 1}, "suppressed": 0}.items()
    assert report["summary"]["seconds"] >= 0
    jsonschema.validate(report, output_schema())
    assert report["summary"]["rules"] >= 4


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--select", "ports"], 0),
        (["--select", "BH1,BH5"], 1),
        (["--ignore", "environ"], 0),
        (["--select", "ALL", "--ignore", "BH1"], 0),
        (["--profile", "strict"], 1),
        (["--select", "nothing-known"], 2),
        (["--select", ""], 2),
        (["--select", " , "], 2),
        (["--ignore", ""], 1),
        (["--output-format", "morse"], 2),
        (["gone"], 2),
    ],
)
def test_options(suite, capsys, words, status):
    suite()
    assert main(["check", *words]) == status


def test_isolated_reads_no_settings(suite, capsys):
    suite(bulkhead__toml='ignore = ["environ"]\n')
    assert main(["check"]) == 0
    assert main(["check", "--isolated"]) == 1


def test_unreadable_files_end_with_one(suite, capsys):
    suite("def (\n")
    assert main(["check", "--output-format", "concise"]) == 1
    assert "tests/test_x.py:1:1: BH001 test_x.py cannot be parsed" in capsys.readouterr().out


def test_the_command_runs_as_a_process(suite):
    suite()
    command = [sys.executable, "-m", "pytest_bulkhead", "check", "tests"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "os.environ['REGION'] = 'north'" in done.stdout
    assert not done.stderr


def test_statistics(suite, capsys):
    suite(LEAK + LEAK.replace("test_x", "test_y"))
    assert main(["check", "--statistics"]) == 1
    assert capsys.readouterr().out == "2  BH101  environ  (in 1 file, 2 fixable)\n"


def test_show_files(suite, capsys):
    suite()
    assert main(["check", "--show-files"]) == 0
    assert capsys.readouterr().out == "tests/test_x.py\n"


def test_show_settings_says_where_they_come_from(suite, capsys):
    suite(
        bulkhead__toml='profile = "strict"\nignore = ["BH201"]\nbaseline = "b.json"\n'
        '[per-file-ignores]\n"e2e/**" = ["ports"]\n'
    )
    assert main(["check", "--show-settings", "--select", "BH101,BH102"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "# from bulkhead.toml",
        'profile = "strict"',
        'select = ["BH101", "BH102"]',
        'ignore = ["BH201"]',
        'per-file-ignores = { "e2e/**" = ["ports"] }',
        'baseline = "b.json"',
    ]


def test_extend_select_adds_to_the_profile(suite, capsys):
    suite()
    main(["check", "--extend-select", "BH207", "--show-settings"])
    assert 'extend-select = ["BH207"]' in capsys.readouterr().out
    assert main(["check", "--extend-select", "BH207", "--output-format", "concise"]) == 1


def test_an_unknown_name_beside_a_known_one_is_told_at_the_end(suite, capsys):
    suite()
    assert main(["check", "--select", "BH101,BH999", "--output-format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert "BH101 [*] `test_x`" in out
    assert "'BH999'" in err


def test_no_test_code_is_an_error_unless_it_may_be(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "no test code" in capsys.readouterr().err
    assert main(["check", "--allow-no-files"]) == 0
    assert main(["check", "absent", "--allow-no-files"]) == 2
