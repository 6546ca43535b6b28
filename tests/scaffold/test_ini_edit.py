"""What stands in an INI file stays, whatever it is: judged by the standard library."""

from __future__ import annotations

import configparser
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.scaffold.text.ini_edit import add_option
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, inserted

names = st.text("abcdefgh-_", min_size=1, max_size=5)
values = st.text("ab -=:#;[]\n", max_size=12)


@st.composite
def documents(draw: Any) -> str:
    parser = configparser.RawConfigParser()
    sections = draw(st.dictionaries(names, st.dictionaries(names, values, max_size=3), max_size=3))
    options = draw(st.dictionaries(names | st.just("addopts"), values, max_size=3))
    for section, content in {**sections, "pytest": options}.items():
        parser.add_section(section)
        for key, value in content.items():
            parser.set(section, key, value)
    text = io.StringIO()
    parser.write(text, space_around_delimiters=draw(st.booleans()))
    written = draw(st.sampled_from(["", "# a comment\n", "; another\n\n"])) + text.getvalue()
    return written.replace("\n", "\r\n") if draw(st.booleans()) else written


def read(text: str) -> dict[str, dict[str, str | None]] | None:
    parser = configparser.RawConfigParser(allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return {name: dict(parser.items(name)) for name in parser.sections()}


@given(documents())
def test_a_word_is_added_and_all_else_stays(text: str) -> None:
    before = read(text)
    try:
        piece = add_option(text, "pytest", "addopts", "--new")
    except NotEditableError:
        return
    assert before is not None
    after = read(inserted(text, [piece]))
    assert after is not None
    words = (before["pytest"].get("addopts") or "").split()
    assert (after["pytest"].pop("addopts") or "").split() == ["--new", *words]
    before["pytest"].pop("addopts", None)
    assert after == before


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[pytest]\n", "[pytest]\naddopts = --new\n"),
        ("[pytest]\naddopts=-ra\n", "[pytest]\naddopts= --new -ra\n"),
        ("[a]\naddopts = x\n[pytest]\naddopts =\n    -ra\n", "[a]\naddopts = x\n[pytest]\naddopts = --new\n    -ra\n"),
    ],
)
def test_what_people_write(text: str, wanted: str) -> None:
    assert inserted(text, [add_option(text, "pytest", "addopts", "--new")]) == wanted


@pytest.mark.parametrize("text", ["", "[other]\n", "no ini\n", "[pytest]\nx = 1\nx = 2\n", "[pytest]"])
def test_what_cannot_be_followed_is_left_to_people(text: str) -> None:
    with pytest.raises(NotEditableError):
        add_option(text, "pytest", "addopts", "--new")
