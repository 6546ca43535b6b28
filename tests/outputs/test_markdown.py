"""A table that no text of a suite can break out of."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.outputs.formats.markdown import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report


def told(*findings, **details) -> str:
    return render(report(*findings, **details), Style())


def test_nothing_found_is_just_the_closing_line():
    assert told(closing=("3 files, 0 findings",)) == "3 files, 0 findings\n"


def test_a_row_has_place_hazard_message_and_help():
    row = told(finding("tests/test_a.py", 3, message="`test_x` sets A_B", help="mend it")).splitlines()[4]
    assert row == "| ❌ | `tests/test_a.py:3` | BH101 environ | `test_x` sets A\\_B | mend it |"


def test_warnings_have_a_sign_of_their_own():
    assert "⚠️" in told(finding(severity=Severity.WARNING))


def test_a_table_per_heading_that_has_findings():
    text = render(Report((Group("Errors", (finding(),)), Group("Rest", ())), {}, notices=("half was run",)), Style())
    assert "### Errors (1)" in text
    assert "Rest" not in text
    assert "> half was run" in text


def test_one_state_is_one_row():
    assert len([line for line in told(leak("t1"), leak("t2")).splitlines() if line.startswith("| ❌")]) == 1


@given(st.text(), st.text(min_size=1))
def test_every_row_has_five_cells_on_one_line(message, path):
    lines = told(finding(path, message=message)).split("\n")
    assert len(lines) == 7
    assert "".join(lines).isprintable()
    bare = re.sub(r"`[^`]*`|\\.", "", lines[4])
    assert bare.count("|") == 6
    assert not re.search(r"[<>@]", bare)
