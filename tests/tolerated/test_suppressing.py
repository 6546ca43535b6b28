"""Comments are added where they count, and change nothing else."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Finding, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.tolerated.suppressing import add_suppressions
from pytest_bulkhead.tolerated.suppressions import apply_suppressions


def finding(line: int, code: str = "BH101") -> Finding:
    return Finding(code, "environ", Source.STATIC, Severity.ERROR, Location("t.py", line), "m")


def add(text: str, *findings: Finding, reason: str = "known") -> str:
    return add_suppressions(text, findings, reason)[0]


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        ("x = 1\n", 1, "x = 1  # bulkhead: ignore[BH101] known\n"),
        ("x = 1", 1, "x = 1  # bulkhead: ignore[BH101] known"),
        ("x = 1\r\ny = 2\r\n", 1, "x = 1  # bulkhead: ignore[BH101] known\r\ny = 2\r\n"),
        ("x = 1  # noqa\n", 1, "x = 1  # noqa  # bulkhead: ignore[BH101] known\n"),
        ("x = 1   \n", 1, "x = 1  # bulkhead: ignore[BH101] known\n"),
        ("f(\n    1,\n)\n", 2, "f(\n    1,\n)  # bulkhead: ignore[BH101] known\n"),
        ("f(  # first\n    1,  # one\n)\n", 1, "f(  # first\n    1,  # one\n)  # bulkhead: ignore[BH101] known\n"),
        ('x = """\na\n"""\n', 1, 'x = """\na\n"""  # bulkhead: ignore[BH101] known\n'),
        ("x = 1 + \\\n    2\n", 1, "x = 1 + \\\n    2  # bulkhead: ignore[BH101] known\n"),
        ("def f():\n    pass\n", 1, "def f():  # bulkhead: ignore[BH101] known\n    pass\n"),
        ("# head\nx = 1\n", 2, "# head\nx = 1  # bulkhead: ignore[BH101] known\n"),
        (
            "x = 1  # bulkhead: ignore[BH201] served by us\n",
            1,
            "x = 1  # bulkhead: ignore[BH201, BH101] served by us\n",
        ),
        ("é = 1  # ü\n", 1, "é = 1  # ü  # bulkhead: ignore[BH101] known\n"),
    ],
)
def test_where_the_comment_goes(text, line, wanted):
    assert add(text, finding(line)) == wanted


def test_two_codes_of_one_statement_share_a_comment():
    assert add("x = 1\n", finding(1), finding(1, "BH102")) == "x = 1  # bulkhead: ignore[BH101, BH102] known\n"


def test_what_has_no_statement_is_left_alone():
    assert add_suppressions("# only\n\n", [finding(1)], "known") == ("# only\n\n", 0)
    assert add_suppressions("x = (\n", [finding(1)], "known") == ("x = (\n", 0)


statements = st.sampled_from([
    "x = 1",
    "x = 1  # why",
    "call(\n    1,  # one\n    2,\n)",
    'text = """a\n# no comment\nb"""',
    "with a as b:\n    c()  # inner",
    "if x:\n\tpass",
    "def f(\n    a,\n): return a",
    "# alone",
    "",
    "y = 2  # bulkhead: ignore[ports] ours",
    "x = 1 + \\\n  2",
])  # fmt: skip


@given(st.lists(statements, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]), st.data())
def test_the_comment_counts_and_the_code_stays(parts, end, data):
    text = end.join("\n".join(parts).split("\n"))
    lines = text.count("\n") + 1
    some = [finding(data.draw(st.integers(1, lines))) for _ in range(data.draw(st.integers(0, 4)))]
    told, placed = add_suppressions(text, some, "known")
    assert ast.dump(ast.parse(told)) == ast.dump(ast.parse(text))
    kept, taken, complaints = apply_suppressions(some, told, "t.py", ["BH101"])
    assert taken == placed
    assert not complaints
    assert add_suppressions(told, kept, "known") == (told, 0)


@given(st.text(max_size=80), st.integers(1, 5))
def test_any_text_is_survived(text, line):
    add_suppressions(text, [finding(line)], "known")
