"""Offsets of a decoded file become lines and columns, whatever its line ends and encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Edit
from pytest_bulkhead.outputs.reported_text import ReportedTexts, Text, _lines

texts = st.text(st.sampled_from("ab é漢\U0001f600\n\r\t\f"), max_size=40)


@pytest.fixture
def written(tmp_path):
    def write(data: bytes, name: str = "a.py") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def naive(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@given(texts, st.data())
def test_every_offset_has_its_place(tmp_path_factory, text, data):
    path = tmp_path_factory.mktemp("texts") / "a.py"
    path.write_bytes(text.encode())
    read = Text(_lines(path))
    assert "".join(read.lines) == text
    offset = data.draw(st.integers(0, len(text)))
    place = read.place(offset)
    if not text:
        assert place is None
        return
    # Between the two halves of one line end stands no node.
    if text[offset - 1 : offset + 1] == "\r\n" and offset:
        return
    line, column = naive(text, offset)
    if offset == len(text) and text[-1] in "\r\n":
        # The end of a text is told as the end of its last line.
        assert place.line == line - 1
        return
    assert (place.line, place.column) == (line, column)
    assert read.byte_column(place) == len(read.lines[line - 1][: column - 1].encode()) + 1


def test_byte_order_mark_and_coding_comment_are_obeyed(written):
    assert ReportedTexts().of(written(b"\xef\xbb\xbfx = 1\n")).lines == ("x = 1\n",)
    assert ReportedTexts().of(written("# coding: latin-1\né\n".encode("latin-1"))).lines[1] == "é\n"


@pytest.mark.parametrize(("data", "name"), [(b"\xff\xfe\xff", "a.py"), (b"x", "secret.txt"), (b"", "a.py")])
def test_what_is_no_readable_source_has_no_lines(written, data, name):
    text = ReportedTexts().of(written(data, name))
    assert text.lines == ()
    assert text.line(1) is None
    assert text.span(Edit(0, 0, "x")) is None


def test_a_file_that_is_gone_has_no_lines(tmp_path):
    assert ReportedTexts().of(str(tmp_path / "gone.py")).lines == ()


def test_an_edit_beyond_the_end_has_no_span(written):
    assert ReportedTexts().of(written(b"x = 1\n")).span(Edit(2, 99, "")) is None
