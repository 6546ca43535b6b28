"""What the README claims is what its commands print, as far as that takes no minutes."""

from __future__ import annotations

import json
import tomllib

import pytest

from pytest_bulkhead.cli.main import main, whole_parser
from scripts.reference.command_line import commands_of
from tests.docs.blocks import ROOT, blocks, commands

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_number_of_hazards(capsys: pytest.CaptureFixture[str]):
    main(["matrix", "--output-format", "json"])
    counts = json.loads(capsys.readouterr().out)["summary"]
    assert f"that are known | {counts['hazards']} |" in README


def test_pytest_is_all_that_is_needed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name.partition(">")[0] for name in project["dependencies"]] == ["pytest"]


def test_each_command_is_shown_on_some_page_that_a_person_wrote():
    shown = {
        words[0]
        for block in blocks("sh", "shell", "console", "bash", "", "yaml")
        for words in commands(block, "bulkhead")
        if words
    }
    assert {name for name, _ in commands_of(whole_parser())} <= shown
