"""One line per entry, that an editor can jump to."""

from __future__ import annotations

from pytest_bulkhead.findings import Applicability, Edit, Fix
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.outputs.formats.concise import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

FIX = Fix(Applicability.SAFE, (Edit(0, 1, ""),))


def test_place_code_and_message():
    text = render(report(finding("tests/test_a.py", 3, 7), finding(line=12, code="BH201", message="m")), Style())
    assert text == "tests/test_a.py:3:7: BH101 environment is written\ntest_a.py:12:1: BH201 m\n"


def test_groups_follow_each_other_without_headings():
    told = Report((Group("Sure", (finding(line=2),)), Group("", ()), Group("Likely", (finding(line=1),))), {})
    assert render(told, Style()) == (
        "test_a.py:2:1: BH101 environment is written\ntest_a.py:1:1: BH101 environment is written\n"
    )


def test_what_can_be_mended_is_marked():
    assert render(report(finding(fix=FIX)), Style()) == "test_a.py:1:1: BH101 [*] environment is written\n"


def test_one_state_is_one_line_that_counts_the_tests():
    assert "written\n" in render(report(leak("t1")), Style())
    assert "written (and 1 more test)\n" in render(report(leak("t1"), leak("t2")), Style())
    assert "written (and 2 more tests)\n" in render(report(leak("t1"), leak("t2"), leak("t3")), Style())


def test_notices_and_closing_lines_end_it():
    text = render(
        report(finding(), notices=("two\nlines", "more"), closing=("1 thing to mend.", "Behind it: …")), Style()
    )
    assert text.splitlines()[1:] == ["note: two", "lines", "note: more", "1 thing to mend.", "Behind it: …"]


def test_nothing_to_say_is_nothing():
    assert render(report(), Style()) == ""


def test_errors_are_red_and_warnings_yellow():
    text = render(report(finding(), finding(severity=Severity.WARNING)), Style(colour=True))
    error, warning = text.splitlines()
    assert error == "\x1b[1mtest_a.py:1:1\x1b[0m: \x1b[1;31mBH101\x1b[0m environment is written"
    assert "\x1b[1;33mBH101\x1b[0m" in warning
