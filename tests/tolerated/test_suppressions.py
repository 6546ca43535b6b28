"""Comments that tolerate findings: where they count, and what is wrong with some."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Finding, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.tolerated.suppressions import apply_suppressions, find_suppressions


def finding(line: int, end_line: int = 0, code: str = "BH101", hazard: str = "environ") -> Finding:
    return Finding(code, hazard, Source.STATIC, Severity.ERROR, Location("t.py", line, 1, end_line), "m")


def apply(text: str, *findings: Finding, judged=("BH101",)):
    kept, taken, complaints = apply_suppressions(findings, text, "t.py", judged)
    return kept, taken, [one.code for one in complaints]


@pytest.mark.parametrize(
    "comment",
    [
        "# bulkhead: ignore[BH101] the last test",
        "#bulkhead:ignore[bh101]: the last test",
        "# bulkhead: ignore[environ] the last test",
        "# noqa  # bulkhead: ignore[BH101] the last test",
        "# bulkhead: ignore[BH101] the last test  # noqa",
    ],
)
def test_forms(comment):
    assert apply(f"x = 1  {comment}\n", finding(1)) == ([], 1, [])


def test_several_codes():
    text = "x = 1  # bulkhead: ignore[BH101, ports] both are wanted\n"
    both = (finding(1), finding(1, code="BH201", hazard="ports"))
    assert apply(text, *both, judged=("BH101", "BH201")) == ([], 2, [])


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_it_counts_for_its_whole_statement(line):
    text = "call(\n    1,\n    2,  # bulkhead: ignore[BH101] why\n)\nother()\n"
    assert apply(text, finding(line)) == ([], 1, [])


def test_it_counts_for_a_finding_that_reaches_its_line():
    text = "def f():\n    x = 1  # bulkhead: ignore[BH101] why\n    y = 2\n"
    assert apply(text, finding(1, 3))[1] == 1


def test_it_does_not_count_elsewhere():
    text = "x = 1  # bulkhead: ignore[BH101] why\ny = 2\n"
    kept, taken, complaints = apply(text, finding(2))
    assert (len(kept), taken, complaints) == (1, 0, ["BH002"])


def test_on_a_line_of_its_own_it_counts_for_the_statement_below():
    text = "# bulkhead: ignore[BH101] why\nx = 1\ny = 2\n"
    assert apply(text, finding(2)) == ([], 1, [])
    assert apply(text, finding(3))[1] == 0


@pytest.mark.parametrize(
    ("comment", "complaints"),
    [
        ("# bulkhead: ignore[BH101]", ["BH003"]),
        ("# bulkhead: ignore", ["BH002"]),
        ("# bulkhead: ignore[]", ["BH002"]),
        ("# bulkhead: ignore[BH999] why", ["BH002"]),
        ("# bulkhead: ignore[BH201] why", []),
    ],
)
def test_complaints(comment, complaints):
    used = [] if complaints != ["BH003"] else [finding(1)]
    assert apply(f"x = 1  {comment}\n", *used)[2] == complaints


def test_what_is_wrong_is_told_where_it_stands():
    (complaint,) = apply_suppressions([], "x = 'ö'  # bulkhead: ignore[BH101] why\n", "t.py", ["BH101"])[2]
    at = complaint.location
    assert (at.line, at.column, at.end_column) == (1, 10, 39)
    assert complaint.what is not None
    assert complaint.what.name == "BH101"


def test_texts_are_no_comments():
    text = 'x = "# bulkhead: ignore[BH101] why"\ny = """\n# bulkhead: ignore[BH101] why\n"""\n'
    assert find_suppressions(text) == []


@given(st.text(max_size=80))
def test_any_comment_is_survived(words):
    for suppression in find_suppressions(f"x = 1  # bulkhead: {words}\n"):
        assert suppression.first_line <= suppression.last_line


@given(st.text(max_size=120))
def test_any_text_is_survived(text):
    apply_suppressions([finding(1)], text + "# bulkhead: ignore[BH101]", "t.py", ["BH101"])


@given(
    st.lists(st.sampled_from(["BH101", "environ", "BH1O1", "", " ", "ports", "[", "BH301"]), max_size=6),
    st.text(max_size=20),
)
def test_any_names_are_survived(names, reason):
    apply(f"x = 1  # bulkhead: ignore[{','.join(names)}]{reason}\n", finding(1))


@pytest.mark.parametrize("line", [1, 2, 3])
def test_one_for_the_file_counts_on_every_line(line):
    text = "x = 1\n# bulkhead: ignore-file[BH101] a suite of its own\ny = 2\n"
    assert apply(text, finding(line)) == ([], 1, [])


def test_one_for_the_file_wants_a_reason_and_a_use_too():
    assert apply("# bulkhead: ignore-file[BH101]\n")[2] == ["BH002", "BH003"]
    assert apply("# bulkhead: ignore-file why\n")[2] == ["BH002"]
    assert apply("# bulkhead: ignore-file[BH101] why\n", finding(3, code="BH201", hazard="ports"))[1] == 0
