"""What stands in code on any page is code: it compiles, parses, and names nothing that we do not have."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tomllib

import pytest

from pytest_bulkhead.cli.main import whole_parser
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.plugin.options import add_options
from pytest_bulkhead.settings import load_settings
from tests.docs.blocks import ROOT, Block, blocks, commands, pages

SHELL = ("sh", "shell", "console", "bash", "", "yaml", "text")
CODE = re.compile(r"\bBH\d{3}\b")


class Group:
    """Stands where pytest's group of options would."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def getgroup(self, *_names: str) -> Group:
        return self

    def addoption(self, name: str, **_known: object) -> None:
        self.names.add(name)

    def addini(self, *_words: object, **_known: object) -> None:
        pass


def told(things: list[tuple[Block, str]]) -> str:
    return "\n".join(f"{block}: {what}" for block, what in things)


def test_python_compiles():
    wrong = []
    for block in blocks("python"):
        try:
            compile(block.text, str(block), "exec", dont_inherit=True)
        except SyntaxError as error:
            wrong.append((block, str(error)))
    assert not wrong, told(wrong)


def test_json_is_json():
    wrong = []
    for block in blocks("json"):
        try:
            json.loads(block.text)
        except ValueError as error:
            wrong.append((block, str(error)))
    assert not wrong, told(wrong)


def test_yaml_is_yaml():
    yaml = pytest.importorskip("yaml")
    wrong = []
    for block in blocks("yaml"):
        try:
            list(yaml.safe_load_all(block.text))
        except yaml.YAMLError as error:
            wrong.append((block, str(error)))
    assert not wrong, told(wrong)


def test_toml_holds_settings_that_we_have(tmp_path):
    wrong = []
    for number, block in enumerate(blocks("toml")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "pyproject.toml").write_text(block.text, encoding="utf-8")
        try:
            tomllib.loads(block.text)
            load_settings(folder)
        except Exception as error:
            wrong.append((block, str(error)))
    assert not wrong, told(wrong)


def test_commands_are_commands_of_ours():
    parser = whole_parser()
    wrong, seen = [], 0
    for block in blocks(*SHELL):
        for words in commands(block, "bulkhead"):
            if not words or words[-1].strip("… ").isupper() or "ACTION" in words or any("[" in word for word in words):
                continue  # how a command is written, not a command
            seen += 1
            words = words[: words.index("--")] if "--" in words else words
            said = io.StringIO()
            try:
                with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
                    parser.parse_args(words)
            except SystemExit as error:
                if error.code:
                    wrong.append((block, f"bulkhead {' '.join(words)}: {said.getvalue().splitlines()[-1]}"))
    assert not wrong, told(wrong)
    assert seen > 60


def test_options_of_pytest_are_options_of_ours():
    group = Group()
    add_options(group)
    wrong = [
        (block, word)
        for block in blocks(*SHELL)
        for words in commands(block, "pytest")
        for word in words
        if word.startswith("--bulkhead") and word.partition("=")[0] not in group.names
    ]
    assert not wrong, told(wrong)


def test_codes_are_codes_of_the_catalogue():
    known = {hazard.code for hazard in all_hazards()}
    named = {page.relative_to(ROOT).as_posix(): {*CODE.findall(page.read_text("utf-8"))} - known for page in pages()}
    assert {page: codes for page, codes in named.items() if codes} == {}
