"""For people: the line itself, with a mark under what is meant, then who, why and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_bulkhead.findings import Applicability, Edit, Evidence, Fix, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.outputs.formats.full import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

SOURCE = """\
import os

def test_x():
    os.environ["API_URL"] = "x"
    assert os.environ
"""

GOLDEN = """\
BH101 environ: environment is written
 --> test_a.py:4:5
  |
3 | def test_x():
4 |     os.environ["API_URL"] = "x"
  |     ^^^^^^^^^^^^^^^^^^^^^
5 |     assert os.environ
  = see: conftest.py:7: read here
  = help: use monkeypatch [safe fix]

"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with one file of tests in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test_a.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def told(*findings, **details) -> str:
    return render(report(*findings, **details), Style())


def frame(path: str, line: int, column: int = 1, end_column: int = 0, *, end_line: int = 0) -> list[str]:
    """The lines between place and notes."""
    text = told(finding(location=Location(path, line, column, end_line, end_column)))
    return [shown for shown in text.splitlines() if shown.partition("|")[0].strip(" 0123456789") == "" and "|" in shown]


def carets(path: str, line: int, column: int = 1, end_column: int = 0) -> str:
    """What stands under the line, from its first column on."""
    return next(shown for shown in frame(path, line, column, end_column) if "^" in shown).partition("| ")[2]


def test_an_entry_shows_place_code_evidence_and_help():
    fix = Fix(Applicability.SAFE, (Edit(0, 1, ""),))
    evidence = (Evidence("conftest.py", 7, "read here"),)
    assert told(finding(line=4, column=5, end_column=26, fix=fix, evidence=evidence, help="use monkeypatch")) == GOLDEN


def test_without_an_end_the_whole_line_is_marked():
    assert frame("test_a.py", 4)[2:4] == ['4 |     os.environ["API_URL"] = "x"', "  |     " + "^" * 27]


def test_what_goes_on_on_later_lines_is_marked_to_the_end_of_the_first():
    assert frame("test_a.py", 3, 5, 9, end_line=4)[2:4] == ["3 | def test_x():", "  |     ^^^^^^^^^"]


def test_the_first_and_the_last_line_have_one_neighbour():
    assert frame("test_a.py", 1, 1, 7) == ["  |", "1 | import os", "  | ^^^^^^", "2 |"]
    assert frame("test_a.py", 5, 5, 11) == ["  |", *frame("test_a.py", 5)[1:3], "  |     ^^^^^^"]


def test_line_numbers_are_aligned(folder):
    (folder / "long.py").write_text("x = 1\n" * 12)
    assert frame("long.py", 9, 1, 2) == ["   |", " 8 | x = 1", " 9 | x = 1", "   | ^", "10 | x = 1"]


@pytest.mark.parametrize(
    ("line", "column", "end_column", "expected"),
    [
        pytest.param("x = 漢字; y", 9, 10, "          ^", id="after wide characters"),
        pytest.param("x = 漢字", 5, 7, "    ^^^^", id="under wide characters"),
        pytest.param("x\u3000= 1", 3, 4, "   ^", id="after an ideographic space"),
        pytest.param("😀 = 1", 3, 4, "   ^", id="after an emoji"),
        pytest.param("e\u0301t = 1", 3, 4, " ^", id="after a combining accent"),
        pytest.param("\tos.x\t= 1", 2, 6, "    ^^^^", id="after a tab"),
        pytest.param("\tos.x\t= 1", 7, 8, "            ^", id="after two tabs"),
        pytest.param("x\x00\x1b = 1", 5, 6, "    ^", id="after control characters"),
        pytest.param("x = 1", 99, 100, "     ^", id="past the end of the line"),
        pytest.param("x = 1", 0, 0, "^^^^^", id="before the line"),
        pytest.param("    x = 1", 8, 3, "    ^^^^^", id="end before start"),
        pytest.param("", 1, 1, "^", id="an empty line"),
        pytest.param("x = 1", 1, 2**31 - 1, "^^^^^", id="an end far off"),
    ],
)
def test_the_mark_stands_under_what_is_meant(folder, line, column, end_column, expected):
    (folder / "test_w.py").write_text(f"{line}\n", encoding="utf-8")
    assert carets("test_w.py", 1, column, end_column) == expected


def test_what_is_shown_is_as_wide_as_the_mark_assumes(folder):
    (folder / "test_w.py").write_text("x\u3000=\t\u00a0\x1b1\n", encoding="utf-8")
    assert frame("test_w.py", 1, 6, 7)[1:3] == ["1 | x  =     �1", "  |          ^"]


def test_a_form_feed_ends_no_line(folder):
    (folder / "test_f.py").write_text("a = 1\x0c\nb\x0b\x1c\x85\u2028 = 2\nc = 3\n", encoding="utf-8")
    assert frame("test_f.py", 3, 1, 2)[2:] == ["3 | c = 3", "  | ^"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(folder, line_end):
    (folder / "test_e.py").write_bytes(SOURCE.replace("\n", line_end).encode())
    assert frame("test_e.py", 4, 5, 26) == frame("test_a.py", 4, 5, 26)


def test_a_file_is_read_in_its_own_encoding(folder):
    (folder / "test_l.py").write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    assert frame("test_l.py", 2, 5, 8)[2:] == ["2 | x = 'é'", "  |     ^^^"]


UNREADABLE = {
    "test_undecodable.py": b"x = '\xff'\n",
    "test_unknown.py": b"# coding: klingon\nx = 1\n",
    "test_rot13.py": b"# coding: rot13\nx = 1\n",
    "test_hex.py": b"# coding: hex\nx = 1\n",
    "test_empty.py": b"",
    "id_rsa": b"a secret\n",
    "secret.txt": b"a secret\n",
}


@pytest.mark.parametrize(
    "path", [*UNREADABLE, "missing.py", ".", "", "folder.py", "test_a.py/x.py", "a\0b.py", "/dev/zero"]
)
def test_without_a_source_that_can_be_read_there_is_no_frame(folder, path):
    for name, content in UNREADABLE.items():
        (folder / name).write_bytes(content)
    (folder / "folder.py").mkdir()
    (folder / "device.py").symlink_to("/dev/zero")
    text = told(finding(path, 1, help="h"))
    assert frame(path, 1) == []
    assert text.startswith("BH101 environ: environment is written\n --> ")
    assert text.endswith("  = help: h\n\n")


@pytest.mark.parametrize("line", [0, 6, 1000, 2**31 - 1])
def test_past_the_end_of_the_file_there_is_no_frame(line):
    assert frame("test_a.py", line) == []


def test_tests_and_owner_of_a_leak_are_told():
    text = told(leak("test_a.py::test_x", line=4))
    assert "  = test: test_a.py::test_x\n" in text
    assert "owner" not in text
    assert "  = owner: fixture:db\n" in told(finding(source=Source.RUNTIME, owner="fixture:db"))


def test_of_many_tests_three_are_named():
    leaks = [leak(f"t{number}") for number in range(5)]
    assert told(*leaks[:3]).count("BH101") == 1
    assert "  = test: t0, t1, t2\n" in told(*leaks[:3])
    assert "  = test: t0, t1, t2 and 2 more\n" in told(*leaks)


def test_each_other_place_that_leaks_the_same_state_is_told():
    leaks = [leak("t0", line=1), leak("t1", line=1), leak("t2", line=4), leak("t3", line=4)]
    text = told(*leaks)
    assert text.count("  = also: ") == 1
    assert "  = also: test_a.py:4: environment is written\n" in text


def test_many_other_places_are_counted():
    text = told(*(leak(f"t{number}", line=number) for number in range(1, 8)))
    assert text.count("= also: test_a.py:") == 4
    assert "  = also: 2 more places\n" in text


@pytest.mark.parametrize(
    ("count", "more"), [(4, ""), (5, "  = see: and 1 more place\n"), (6, "  = see: and 2 more places\n")]
)
def test_of_much_evidence_four_places_are_shown(count, more):
    text = told(finding(evidence=tuple(Evidence("b.py", number, "here") for number in range(1, count + 1))))
    assert [f"b.py:{number}: here" in text for number in range(1, 7)] == [True] * 4 + [False] * 2
    assert text.count("more place") == bool(more)
    assert more in text


def test_long_notes_are_wrapped_and_words_are_not_broken():
    node = "tests/" + "long" * 40 + ".py::test_x"
    text = told(leak(node), finding(line=2, help="word " * 60))
    assert f" {node}\n" in text
    assert max(len(line) for line in text.splitlines() if "word" in line) <= 110
    assert text.count("\n          word") == 2


def test_groups_have_headings_that_count_entries_and_empty_ones_are_left_out():
    groups = (Group("Seen", (leak("t1"), leak("t2"), finding())), Group("Likely", ()), Group("Minor", (finding(),)))
    text = render(Report(groups, {}), Style())
    assert [line for line in text.splitlines() if line.endswith(")")] == ["Seen (2)", "Minor (1)"]


def test_notices_and_closing_lines_end_it():
    text = told(
        finding(), notices=("one worker died", "last words:\nbye"), closing=("1 thing to mend.", "Behind it: …")
    )
    assert text.endswith("\n\nnote: one worker died\nnote: last words:\nbye\n1 thing to mend.\nBehind it: …\n")


def test_nothing_to_say_is_nothing():
    assert told() == ""


def test_colour_adds_nothing_but_colour():
    one = finding(line=4, column=5, end_column=26, severity=Severity.WARNING, help="h", owner="module")
    coloured = render(report(one, heading="Seen", notices=("n",)), Style(colour=True))
    assert "\x1b[1;33mBH101\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]+m", "", coloured) == told(one, heading="Seen", notices=("n",))
