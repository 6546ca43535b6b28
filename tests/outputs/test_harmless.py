"""What comes from outside reaches a terminal as text, and as nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.findings import Evidence, Location, Source, What
from pytest_bulkhead.outputs.format import Group, Report, find_format
from pytest_bulkhead.outputs.harmless import harmless, width
from pytest_bulkhead.outputs.style import Style

from .samples import finding

ANYTHING = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["\x1b[31mred", "\x1b]0;title\x07", "\x9b2J", "a\rb", "a\nb", "\x7f", "\u202egnp", "\ud800", "\u2028", "a\x00b"]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢 😀", "plain é 漢 😀"),
        ("\x1b[2Jgone", "�[2Jgone"),
        ("\x9b31m", "�31m"),
        ("over\rwritten", "over written"),
        ("one\ntwo", "one two"),
        ("one\ttwo", "one    two"),
        ("back\x08space\x7f", "back�space�"),
        ("\u202eright to left", "�right to left"),
        ("no\u00a0break", "no break"),
        ("half \udcff", "half �"),
        ("\ue000", "�"),
    ],
)
def test_what_a_terminal_would_obey_is_replaced(text, expected):
    assert harmless(text) == expected


def test_lines_are_kept_where_they_are_wanted():
    assert harmless("one\n\x1b[1mtwo\r\nthree", lines=True) == "one\n�[1mtwo\nthree"


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("ab", 2), ("漢字", 4), ("e\u0301", 1), ("\uff21", 2), ("😀", 2), ("\ufe0f", 0)]
)
def test_width_counts_columns(text, columns):
    assert width(text) == columns


@settings(deadline=None)
@given(ANYTHING)
def test_harmless_text_is_printable_and_stays_as_it_is(text):
    assert harmless(text).isprintable()
    assert harmless(harmless(text)) == harmless(text)
    assert all(line.isprintable() for line in harmless(text, lines=True).split("\n"))


@settings(deadline=None)
@given(st.lists(ANYTHING, min_size=12, max_size=12), st.sampled_from(["full", "concise"]), st.integers(0, 2**31 - 1))
def test_no_part_of_a_report_reaches_the_terminal_raw(texts, name, number):
    code, hazard, path, message, help_, symbol, test, owner, what, heading, notice, closing = texts
    one = finding(
        code=code,
        hazard=hazard,
        source=Source.RUNTIME,
        location=Location(path, number, number, number, number),
        message=message,
        help=help_,
        symbol=symbol,
        test=test,
        owner=owner,
        what=What(what, what),
        evidence=(Evidence(path, number, message),),
    )
    report = Report((Group(heading, (one,)),), {}, closing=(closing,), notices=(notice,))
    text = find_format(name)(report, Style())
    assert text.replace("\n", "").isprintable()
    text.encode()


@pytest.mark.parametrize("name", ["full", "concise"])
def test_a_message_cannot_forge_a_line(name):
    forged = finding(message="innocent\nNothing that tests share was found.")
    lines = find_format(name)(Report((Group("", (forged,)),), {}), Style()).splitlines()
    assert not any(line.startswith("Nothing") for line in lines)
