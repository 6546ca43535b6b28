"""The reference names all that there is."""

from __future__ import annotations

import argparse
import ast
import json
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import whole_parser
from scripts.reference import command_line, fixtures, house, pytest_options, settings_keys
from scripts.reference.events import EVENTS
from tests.plugin.running import run, write

SOURCE = Path(__file__).parents[2] / "src" / "pytest_bulkhead"


def written_events() -> set[str]:
    """What our source names when it writes a line: the first argument of the calls that do."""
    names = set()
    for path in [*SOURCE.rglob("recording.py"), *SOURCE.glob("audit/**/*.py"), *SOURCE.glob("record/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in {"_write", "add_to_record"}:
                names |= {
                    one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return names


def test_every_event_of_a_record_is_told():
    assert written_events() | {"start", "test", "rerun"} == EVENTS.keys()


SUITE = """
import os
from pathlib import Path

import pytest

def test_leaks():
    os.environ["REGION"] = "north"

def test_touches():
    Path("shared.txt").write_text("x")

def test_touches_too():
    Path("shared.txt").write_text("y")

@pytest.mark.xfail
def test_fails():
    raise ValueError
"""


def test_a_record_says_what_is_told_of_it(tmp_path):
    done = run(write(tmp_path, {"test_it.py": SUITE}), "--bulkhead-depth=deep")
    lines = [json.loads(line) for line in done.records[0].read_text("utf-8").splitlines()]
    assert {"run", "start", "test", "finding", "touches", "memory", "end"} <= {line["event"] for line in lines}
    for line in lines:
        event = EVENTS[line.pop("event")]
        assert line.keys() <= event.fields.keys()
        assert event.fields.keys() - event.optional <= line.keys()


def test_every_option_of_every_command_is_told():
    text = command_line.text()
    parsers = [whole_parser()]
    while parsers:
        for action in parsers.pop()._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
            told = [name for name in action.option_strings if name not in {"-h", "--help", "--version"}]
            assert [name for name in told if f"`{name}" not in text] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (settings_keys.text(), {"profile", "per-file-ignores", "memory-limit", "alerts"}),
        (fixtures.text(), {"worker_port", "postgres_database", "once_per_run", "openfga_model"}),
        (
            pytest_options.text(),
            {"--bulkhead-depth quick\\|deep", "bulkhead_memory_limit", "shares(name, mode='write')"},
        ),
        (house.text(), {"cli/", "doctor/"}),
    ],
)
def test_what_a_page_is_about_stands_in_its_first_column(text, names):
    rows = {line.split(" | ")[0].strip("| ") for line in text.splitlines() if line.startswith("|")}
    assert {f"`{name}`" for name in names} <= rows
