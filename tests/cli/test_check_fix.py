"""`bulkhead check --fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

import json
import subprocess

import pytest

from pytest_bulkhead.cli.main import main

LEAK = "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"
FIXED = "def test_x(monkeypatch):\n    monkeypatch.setenv('REGION', 'north')\n    run()\n"
UNSAFE = "import os\n\ndef test_y():\n    os.putenv('REGION', 'north')\n    run()\n"
HARD = (
    "import os\n\nclass TestX:\n    def setup_method(self):\n        os.environ['X'] = '1'\n    def test_y(self): ...\n"
)


@pytest.fixture
def suite(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def lay_out(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return tmp_path

    return lay_out


def test_fix_writes_and_tells_what_remains(suite, capsys):
    folder = suite(test_x=LEAK, test_y=UNSAFE, test_z=HARD)
    assert main(["check", "--fix", "--output-format", "concise"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert (folder / "test_x.py").read_text() == FIXED
    assert (folder / "test_y.py").read_text() == UNSAFE
    assert [line.partition(":")[0] for line in out[:2]] == ["test_y.py", "test_z.py"]
    assert out[2:4] == ["3 found, 1 fixed, 2 remaining", "1 more fixable with --fix --unsafe-fixes"]
    assert out[4].startswith("3 files, ")


def test_all_fixed_is_a_success(suite, capsys):
    folder = suite(test_x=LEAK, test_y=UNSAFE)
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2 found, 2 fixed, 0 remaining"
    assert "setenv" in (folder / "test_y.py").read_text()
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "0 found, 0 fixed, 0 remaining"


def test_what_could_be_fixed_is_counted(suite, capsys):
    suite(test_x=LEAK, test_y=UNSAFE, test_z=HARD)
    main(["check"])
    out = capsys.readouterr().out
    assert "[*] 1 fixable with --fix (1 more with --unsafe-fixes)" in out
    assert "[safe fix]" in out
    assert "[unsafe fix]" in out
    main(["check", "--unsafe-fixes"])
    assert "[*] 2 fixable with --fix\n" in capsys.readouterr().out
    main(["check", "--select", "ports"])
    assert "fixable" not in capsys.readouterr().out


def test_diff_shows_and_writes_nothing(suite, capsys):
    folder = suite(test_x=LEAK.removesuffix("\n"), test_z=HARD)
    assert main(["check", "--diff"]) == 1
    out, err = capsys.readouterr()
    assert (folder / "test_x.py").read_text() == LEAK.removesuffix("\n")
    assert err == "bulkhead: this would fix 1 of 2 findings\n"
    subprocess.run(["git", "apply", "-"], input=out, text=True, check=True, cwd=folder)
    assert (folder / "test_x.py").read_text() == FIXED.removesuffix("\n")


def test_diff_without_anything_to_change(suite, capsys):
    suite(test_z=HARD)
    assert main(["check", "--diff"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "bulkhead: nothing would change\n")


def test_diff_and_exit_zero(suite, capsys):
    suite(test_x=LEAK)
    assert main(["check", "--diff", "--exit-zero"]) == 0


def test_a_diff_goes_with_nothing_that_writes(suite, capsys):
    folder = suite(test_x=LEAK)
    assert main(["check", "--diff", "--create-baseline"]) == 2
    assert "--diff writes nothing" in capsys.readouterr().err
    assert not (folder / "bulkhead-baseline.json").exists()


def test_a_file_that_cannot_be_written_is_wrong_use(suite, capsys):
    folder = suite(test_x=LEAK)
    (folder / "test_x.py").chmod(0o444)
    assert main(["check", "--fix"]) == 2
    out, err = capsys.readouterr()
    assert "1 found, 0 fixed, 1 remaining" in out
    assert err == "bulkhead: test_x.py is read-only; nothing in it is fixed\n"


def test_the_json_holds_fixes_and_counts(suite, capsys):
    suite(test_x=LEAK)
    main(["check", "--output-format", "json"])
    report = json.loads(capsys.readouterr().out)
    fix = report["findings"][0]["fix"]
    assert fix["applicability"] == "safe"
    text = LEAK
    for edit in sorted(fix["edits"], key=lambda one: -one["start"]):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    assert text == "import os\n\n" + FIXED
    assert (report["summary"]["fixable"], report["summary"]["fixed"]) == (1, 0)
    main(["check", "--fix", "--output-format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["findings"], report["summary"]["fixable"], report["summary"]["fixed"]) == ([], 0, 1)


def test_show_files_fixes_nothing(suite, capsys):
    folder = suite(test_x=LEAK)
    assert main(["check", "--fix", "--show-files"]) == 0
    assert (folder / "test_x.py").read_text() == LEAK
