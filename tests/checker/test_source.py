"""Any bytes are either a file with exact places, or unreadable for a reason that is told."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.checker.source.source import UnreadableError, decode, parse_source, read_source


def parse(data: bytes):
    return parse_source(data, "/p/test_x.py", "test_x.py")


@given(st.binary(max_size=400))
def test_any_bytes_parse_or_are_unreadable(data):
    try:
        parsed: object = parse(data).tree
    except UnreadableError as error:
        parsed = error
    assert isinstance(parsed, ast.Module) or (parsed.reason and parsed.line >= 1)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["\n", "\r\n", "\r"]))
def test_places_lead_back_to_the_text(words, end):
    literal = repr(words)
    text = f"first = 1{end}\f{end}def f():{end}    return {literal}, 'ö', last{end}"
    source = parse(text.encode())
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            at = source.location(node)
            start, stop = source.offset(at.line, at.column), source.offset(at.end_line, at.end_column)
            assert source.text[start:stop] == node.id


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_parser(end):
    source = parse(f"a = '\x0b\x0c'{end}b = 1{end}".encode())
    assert source.location(source.tree.body[1]).line == 2
    assert source.line(2).rstrip() == "b = 1"


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert parse(b"\xef\xbb\xbfa = 1\n").text == "a = 1\n"


def test_the_coding_comment_is_obeyed():
    assert decode("# coding: latin-1\nx = 'ä'\n".encode("latin-1")) == "# coding: latin-1\nx = 'ä'\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x = '\xff'\n", "cannot be decoded"),
        (b"# coding: klingon\n", "cannot be decoded"),
        (b"x = 1\x00\n", "cannot be parsed"),
        (b"print 'two'\n", "cannot be parsed"),
        (b"def (\n", "cannot be parsed"),
        (b"(" * 5000, "cannot be parsed"),
        (b"x = " + b"-" * 100_000 + b"1\n", "cannot be parsed"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    with pytest.raises(UnreadableError, match=reason):
        parse(data)


def test_the_line_of_a_broken_character_is_told():
    with pytest.raises(UnreadableError) as caught:
        parse(b"a = 1\nb = 2\nc = '\xff'\n")
    assert caught.value.line == 3


def test_empty_files_are_fine():
    assert parse(b"").tree.body == []


def test_a_file_that_vanished_is_unreadable(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_source(str(tmp_path / "gone.py"), "gone.py")
