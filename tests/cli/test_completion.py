"""The printed scripts are read by real shells, and these are asked what they would complete."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_bulkhead.cli.main import main

COMMANDS = {"audit", "check", "clean", "completion", "explain", "findings", "matrix", "plan", "verify"}

BASH = """\
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
ask=$(complete -p bulkhead | sed 's/.*-F \\([^ ]*\\).*/\\1/')
$ask bulkhead "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = 'source $argv[1]; complete -C "$argv[2..]" | string split --fields 1 \\t; true'
# A shell of its own at a terminal of its own: zsh completes nowhere else. Tab, and what it lists is printed.
ZSH = """\
zmodload zsh/zpty
zpty asked zsh -f
zpty -w asked "PROMPT= RPROMPT= LISTMAX=0; stty columns 80; fpath=(${1:h} \\$fpath)"
zpty -w asked "autoload -U compinit && compinit -u -D; zstyle ':completion:*' list-grouped no"
zpty -w asked "bindkey '^I' list-choices; bindkey -s '^X' '^U exit\\n'; print BE''GIN"
zpty -r -m asked line '*BEGIN*'
zpty -w -n asked "${*:2}"$'\\t'
zpty -w -n asked $'\\x18'
while zpty -r asked line; do print -r -- $line; done
"""


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("shtab")

    def script(shell: str) -> Path:
        assert main(["completion", shell]) == 0
        path = tmp_path / "_bulkhead"
        path.write_text(capsys.readouterr().out, encoding="utf-8")
        return path

    return script


def ask(shell: str, text: str, script: Path, words: str) -> set[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    flags = {"bash": ("--norc", "--noprofile"), "zsh": ("-f",), "fish": ("--no-config",)}[shell]
    given = [words] if shell == "fish" else words.split(" ")
    after = ("-c", dedent(text), *(() if shell == "fish" else (shell,)), str(script), *given)
    environment = {"HOME": str(script.parent), "PATH": "/usr/bin:/bin:/usr/local/bin", "TERM": "dumb", "LC_ALL": "C"}
    done = subprocess.run(
        [shell, *flags, *after], cwd=script.parent, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.replace("\r", "\n").split())


@pytest.mark.parametrize(("shell", "text"), [("bash", BASH), ("fish", FISH), ("zsh", ZSH)])
def test_shell_completes_commands_options_and_what_they_take(script, shell: str, text: str):
    path = script(shell)
    assert ask(shell, text, path, "bulkhead ") >= COMMANDS
    assert ask(shell, text, path, "bulkhead check --prof") >= {"--profile"}
    assert ask(shell, text, path, "bulkhead check --profile ") >= {"recommended", "strict"}
    assert ask(shell, text, path, "bulkhead audit --output-format ") >= {"sarif", "gitlab", "full"}
    assert ask(shell, text, path, "bulkhead explain BH10") >= {"BH101", "BH102"}
    (path.parent / "test_harbour.py").touch()
    assert ask(shell, text, path, "bulkhead audit test_h") >= {"test_harbour.py"}


def test_without_the_library_it_is_told_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install pytest-bulkhead[completion]" in capsys.readouterr().err


def test_an_unknown_shell_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["completion", "tcsh"])
    assert ended.value.code == 2
    assert "bash" in capsys.readouterr().err
