"""Whatever a command does, the caller gets a status to rely on and a paragraph to read."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_bulkhead
from pytest_bulkhead import cli
from pytest_bulkhead.cli.main import main

COMMAND = """
import argparse
{imports}
SUMMARY = "{summary}"
TAKES_REST = {takes_rest}

def add_arguments(parser):
    parser.add_argument("words", nargs="*")
    parser.add_argument("--flag", action="store_true")

def run(options):
    {body}
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Register a command made up of a few lines; the real ones are out of sight meanwhile."""
    monkeypatch.setattr(cli, "__path__", [str(tmp_path)])
    monkeypatch.delenv("BULKHEAD_TRACEBACK", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def register(name: str, body: str = "return 0", imports: str = "", *, takes_rest: bool = False) -> None:
        text = COMMAND.format(summary=f"what {name} does", body=body, imports=imports, takes_rest=takes_rest)
        (tmp_path / f"{name}.py").write_text(text)
        # Importing sets both; when the test is over they are gone again.
        monkeypatch.setitem(sys.modules, f"{cli.__name__}.{name}", None)
        monkeypatch.delitem(sys.modules, f"{cli.__name__}.{name}")
        monkeypatch.setattr(cli, name, None, raising=False)

    return register


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_the_status_is_what_the_command_returns(command, status):
    command("do", f"return {status}")
    assert main(["do"]) == status


@pytest.mark.parametrize(
    ("kind", "status"),
    [("UsageError", 2), ("SuiteError", 2), ("SettingsError", 2), ("RecordError", 2), ("RedisNumbersExhaustedError", 2)],
)
def test_what_a_person_can_mend_is_one_paragraph_and_status_2(command, capsys, kind, status):
    command("do", f"raise errors.{kind}('There is nothing at nowhere.')", "from pytest_bulkhead import errors")
    assert main(["do"]) == status
    shown = capsys.readouterr()
    assert shown.err == "bulkhead: There is nothing at nowhere.\n"
    assert shown.out == ""


def test_what_nobody_expected_is_status_3_and_one_line_that_asks_for_a_report(command, capsys):
    command("do", "return {}['no such\\nkey']")
    assert main(["do"]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("bulkhead: this is our own fault, not yours: KeyError: 'no such")
    assert re.search(r"do\.py:\d+\)\. Please report it with what BULKHEAD_TRACEBACK=1 prints", line)


def test_a_full_disk_is_not_our_fault(command, capsys):
    command("do", "raise OSError(errno.ENOSPC, 'No space left on device')", "import errno")
    assert main(["do"]) == 2
    assert capsys.readouterr().err == "bulkhead: there is no space left where the output or the run record goes\n"


def test_a_folder_that_is_gone_is_told_as_such(command, capsys, tmp_path, monkeypatch):
    command("do", "os.getcwd()", "import os")
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert main(["do"]) == 2
    assert "The current folder does not exist any more" in capsys.readouterr().err


def test_the_traceback_is_shown_where_it_is_asked_for(command, capsys, monkeypatch):
    monkeypatch.setenv("BULKHEAD_TRACEBACK", "1")
    command("do", "return 1 / 0")
    assert main(["do"]) == 3
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_command_that_cannot_be_imported_is_our_own_fault(command, capsys):
    command("do", imports="import no_such_module_anywhere")
    assert main(["do"]) == 3
    assert "our own fault" in capsys.readouterr().err


def test_an_interrupt_is_status_130_without_a_traceback(command, capsys):
    command("do", "raise KeyboardInterrupt")
    assert main(["do"]) == 130
    assert capsys.readouterr().err == "bulkhead: interrupted\n"


def test_a_message_cannot_steer_the_terminal(command, capsys):
    command(
        "do", "raise UsageError('no \\x1b[2J\\udcff\\n\\x9bthing')", "from pytest_bulkhead.errors import UsageError"
    )
    assert main(["do"]) == 2
    assert capsys.readouterr().err == "bulkhead: no �[2J�\n�thing\n"


def test_help_lists_each_command_with_what_it_does(command, capsys):
    command("mend")
    command("break_", "return 1")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert re.search(r"^ +break_ +what break_ does$", shown, re.MULTILINE)
    assert re.search(r"^ +mend +what mend does$", shown, re.MULTILINE)


@pytest.mark.parametrize("words", [["mned"], [], ["--flag", "mend"], ["mend", "--no-such-flag"], ["-x"], [""]])
def test_words_that_mean_nothing_are_wrong_use(command, capsys, words):
    command("mend")
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: bulkhead")


def test_an_unknown_command_is_told_which_there_are(command, capsys):
    command("mend")
    with pytest.raises(SystemExit):
        main(["mned"])
    shown = capsys.readouterr().err
    assert "mned" in shown
    assert "mend" in shown.replace("mned", "")
    assert "Traceback" not in shown


def test_only_the_wanted_command_is_imported(command):
    command("wanted")
    command("broken", imports="raise SystemError('imported')")
    assert main(["wanted", "broken"]) == 0


@pytest.mark.parametrize(
    ("words", "own", "rest"),
    [
        ([], [], []),
        (["a", "--", "-k", "x"], ["a"], ["-k", "x"]),
        (["--", "-n", "2", "--", "b"], [], ["-n", "2", "--", "b"]),
        (["a", "--"], ["a"], []),
    ],
)
def test_what_follows_two_hyphens_is_handed_on_by_a_command_that_takes_it(command, capsys, words, own, rest):
    command("do", "print(options.words, options.rest); return 0", takes_rest=True)
    assert main(["do", *words]) == 0
    assert capsys.readouterr().out == f"{own} {rest}\n"


def test_what_follows_two_hyphens_are_plain_words_to_every_other_command(command, capsys):
    command("do", "print(options.words, options.flag, options.rest); return 0")
    assert main(["do", "--", "--flag"]) == 0
    assert capsys.readouterr().out == "['--flag'] False []\n"


@pytest.fixture
def bulkhead(tmp_path: Path):
    """Run the real command line in a process of its own."""

    def run(*words: str, **details: object) -> subprocess.CompletedProcess[str]:
        variables = details.pop("variables", {})
        environment = {**os.environ, "PYTHONPATH": str(Path(pytest_bulkhead.__file__).parents[1]), **variables}
        details.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [sys.executable, "-m", "pytest_bulkhead", *words],
            cwd=tmp_path,
            env=environment,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=120,
            check=False,
            **details,
        )

    return run


def test_every_command_tells_its_own_help(bulkhead):
    listed = bulkhead("--help")
    names = [path.stem for path in Path(cli.__file__).parent.glob("[!_]*.py") if path.stem != "main"]
    assert listed.returncode == 0
    assert len(names) >= 3
    for name in names:
        assert re.search(rf"^ +{name}\s", listed.stdout, re.MULTILINE)
        own = bulkhead(name, "--help")
        assert (own.returncode, own.stderr) == (0, "")
        assert own.stdout.startswith(f"usage: bulkhead {name}")


def test_the_version_is_told(bulkhead):
    assert bulkhead("--version").stdout == f"pytest-bulkhead {pytest_bulkhead.__version__}\n"


@pytest.mark.parametrize(
    ("words", "status"), [(["explain", "BH101"], 0), (["explain", "BH999"], 2), (["no-such-command"], 2), ([], 2)]
)
def test_the_process_ends_with_the_status(bulkhead, words, status):
    ended = bulkhead(*words)
    assert ended.returncode == status
    assert "Traceback" not in ended.stderr
    assert bool(ended.stdout) == (status == 0)


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("words", "end", "lines"), [("matrix", "| head -n 1", 1), ("--help", "| head -n 1", 1), ("matrix", ">&-", 0)]
)
def test_a_shell_that_does_not_want_all_of_it_is_no_error(words, end, lines):
    line = f"{shlex.quote(sys.executable)} -m pytest_bulkhead {words} {end}"
    ended = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == lines


@pytest.mark.skipif(os.name != "posix", reason="writing to a closed pipe fails differently elsewhere")
@pytest.mark.parametrize("words", [["matrix"], ["explain", "BH101"], ["--help"], ["matrix", "--help"]])
def test_a_reader_that_is_gone_is_no_error(bulkhead, words):
    read, write = os.pipe()
    os.close(read)
    try:
        ended = bulkhead(*words, stdout=write)
    finally:
        os.close(write)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_terminal_gets_the_matrix_in_what_it_can_show(bulkhead, encoding):
    ended = bulkhead("matrix", variables={"PYTHONIOENCODING": encoding})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "BH101" in ended.stdout


def test_a_hook_pays_for_its_own_command_alone():
    script = "import sys; from pytest_bulkhead.cli.main import main; main(['matrix']); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    loaded = {name.rpartition(".")[2] for name in ended.stdout.split() if name.startswith(f"{cli.__name__}.")}
    assert loaded == {"main", "matrix"}
