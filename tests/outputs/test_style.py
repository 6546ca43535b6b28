"""Colour is for terminals, and nobody gets it who does not want it."""

from __future__ import annotations

import io

import pytest

from pytest_bulkhead.outputs.style import Style


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch):
    def set_only(**values: str) -> None:
        for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_only


@pytest.mark.parametrize(
    ("stream", "values", "coloured"),
    [
        (Terminal, {}, True),
        (Terminal, {"TERM": "xterm"}, True),
        (Terminal, {"TERM": "dumb"}, False),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"NO_COLOR": "0"}, False),
        (Terminal, {"NO_COLOR": ""}, True),
        (Terminal, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO, {}, False),
        (io.StringIO, {"TERM": "xterm"}, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
        (io.StringIO, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (io.StringIO, {"FORCE_COLOR": ""}, False),
        (io.StringIO, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_who_gets_colour(variables, stream, values, coloured):
    variables(**values)
    assert Style.of(stream()) == Style(colour=coloured)


PAINTS = ["bold", "red", "yellow", "blue", "dim"]


@pytest.mark.parametrize("paint", PAINTS)
def test_without_colour_text_stays_as_it_is(paint):
    assert getattr(Style(), paint)("text") == "text"


@pytest.mark.parametrize("paint", PAINTS)
def test_colour_begins_and_ends_with_the_text(paint):
    painted = getattr(Style(colour=True), paint)("text")
    assert painted.startswith("\x1b[")
    assert painted.endswith("mtext\x1b[0m")


@pytest.mark.parametrize("paint", PAINTS)
def test_nothing_is_not_coloured(paint):
    assert getattr(Style(colour=True), paint)("") == ""


def test_all_colours_differ():
    assert len({getattr(Style(colour=True), paint)("text") for paint in PAINTS}) == len(PAINTS)
