"""Workflow commands that GitHub reads back as they were meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.formats.github import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

COMMAND = re.compile(r"^::(?P<name>error|warning|notice) (?P<properties>[^\n]*?)::(?P<data>[^\n\r]*)$")


def undo(text: str) -> str:
    for escaped, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def read(*findings, **details):
    told = []
    for line in render(report(*findings, **details), Style()).split("\n")[:-1]:
        match = COMMAND.match(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match["properties"].split(","))
        told.append((match["name"], {key: undo(value) for key, value in pairs.items()}, undo(match["data"])))
    return told


def test_nothing_found_says_nothing():
    assert read() == []


def test_an_annotation_has_its_place():
    ((name, properties, data),) = read(finding(location=Location("tests/test_a.py", 3, 5, 3, 9), help="mend it"))
    assert name == "error"
    assert properties["title"] == "BH101 environ"
    assert (properties["file"], properties["line"], properties["col"]) == ("tests/test_a.py", "3", "5")
    assert data == "tests/test_a.py:3:5: BH101 environment is written\nmend it"


def test_a_stretch_of_several_lines_has_no_columns():
    ((_, properties, _),) = read(finding(location=Location("a.py", 3, 5, 4, 9)))
    assert (properties["line"], properties["endLine"]) == ("3", "4")
    assert "col" not in properties


def test_warnings_are_warnings_and_notices_are_notices():
    names = [name for name, _, _ in read(finding(severity=Severity.WARNING), notices=("half was run",))]
    assert names == ["warning", "notice"]


def test_one_state_is_one_annotation_however_many_tests_leave_it():
    ((_, _, data),) = read(leak("t1"), leak("t2"))
    assert "and 1 more test" in data


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["a,b.py", "a:b.py", "a%2Cb.py", "::x", "a\nb"]))
def test_text_comes_back_whole(message, path):
    ((_, properties, data),) = read(finding(path, message=message))
    assert properties["file"] == path
    assert data == f"{path}:1:1: BH101 {message}"


@pytest.mark.parametrize("text", ["\n::set-env name=X::y", "\r::stop-commands::x"])
def test_no_command_can_be_forged(text):
    assert len(read(finding(message=text))) == 1
