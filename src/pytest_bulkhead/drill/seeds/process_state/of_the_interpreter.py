"""BH102: the interpreter's own names, hooks and limits."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH102",
        name="arguments of the interpreter",
        bad={
            "test_loading_command.py": """\
import argparse
import sys


def crates():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crates", type=int)
    return parser.parse_args().crates


def test_counts_the_crates():
    sys.argv = ["load", "--crates", "12"]
    assert crates() == 12
""",
        },
        good={
            "test_loading_command.py": """\
import argparse
import sys


def crates():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crates", type=int)
    return parser.parse_args().crates


def test_counts_the_crates(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["load", "--crates", "12"])
    assert crates() == 12
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="standard stream",
        bad={
            "test_asking_pilot.py": """\
import io
import sys


def test_takes_the_answer_of_the_pilot():
    sys.stdin = io.StringIO("yes")
    assert sys.stdin.readline() == "yes"
""",
        },
        good={
            "test_asking_pilot.py": """\
import io
import sys


def test_takes_the_answer_of_the_pilot(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes"))
    assert sys.stdin.readline() == "yes"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="hook of the interpreter",
        bad={
            "test_last_words.py": """\
import sys


def test_notes_the_last_words():
    noted = []
    sys.excepthook = lambda kind, error, trace: noted.append(str(error))
    sys.excepthook(ValueError, ValueError("aground"), None)
    assert noted == ["aground"]
""",
        },
        good={
            "test_last_words.py": """\
import sys


def test_notes_the_last_words(monkeypatch):
    noted = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: noted.append(str(error)))
    sys.excepthook(ValueError, ValueError("aground"), None)
    assert noted == ["aground"]
""",
        },
        caught_by=RUNNING,
    ),
    Seed(
        code="BH102",
        name="limit of the interpreter",
        bad={
            "test_deep_holds.py": """\
import sys


def depth(hold):
    return 1 + depth(hold[0]) if hold else 0


def test_counts_nested_holds():
    sys.setrecursionlimit(4321)
    assert depth([[[]]]) == 2
""",
        },
        good={
            "test_deep_holds.py": """\
import sys

import pytest


def depth(hold):
    return 1 + depth(hold[0]) if hold else 0


@pytest.fixture
def deep_stack():
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(4321)
    yield
    sys.setrecursionlimit(before)


def test_counts_nested_holds(deep_stack):
    assert depth([[[]]]) == 2
""",
        },
        caught_by=READING | RUNNING,
    ),
)
