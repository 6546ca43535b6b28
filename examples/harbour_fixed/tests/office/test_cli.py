import os
import subprocess
import sys

import pytest

from harbour.cli import main
from tests.conftest import ROOT


def test_nothing_asked_is_refused():
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2


def test_card(capsys):
    assert main(["card"]) == 0
    assert capsys.readouterr().out == "Port Alder, dues in EUR\n"


def test_card_from_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["harbour", "card"])
    assert main() == 0
    assert "dues in" in capsys.readouterr().out


def test_unknown_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["harbour", "sink"])
    with pytest.raises(SystemExit):
        main()
    assert "sink" in capsys.readouterr().err


def test_card_of_another_town():
    env = dict(os.environ)
    env["HARBOUR_NAME"] = "Port Cedar"
    command = [sys.executable, "-m", "harbour.cli", "card"]
    said = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("Port Cedar")


def test_manifest_goes_where_it_is_told(tmp_path, capsys):
    assert main(["manifest", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "manifest.csv").read_text().startswith("id,imo,berth")
