from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_bulkhead.checker.fixing import safe, unsafe
from pytest_bulkhead.checker.fixing.apply import apply_fixes, spare
from pytest_bulkhead.checker.source.source import parse_source
from pytest_bulkhead.findings import Applicability, Edit, Finding, Fix, Location, Source
from pytest_bulkhead.hazards.hazard import Severity

TEXT = "def f():\n    a = 1\n    b = 2\n"
A, B = TEXT.index("1"), TEXT.index("2")


def fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix(Applicability.SAFE, tuple(Edit(*edit) for edit in edits))


def finding(line: int, made: Fix | None = None) -> Finding:
    at = Location("test_x.py", line, 1, line, 5)
    return Finding("BH101", "environ", Source.STATIC, Severity.ERROR, at, "m", fix=made)


def test_fixes_that_go_together_are_all_applied():
    text, used = apply_fixes(TEXT, [fix((B, B + 1, "y")), fix((A, A + 1, "x"))])
    assert text == "def f():\n    a = x\n    b = y\n"
    assert used == (0, 1)


def test_what_two_fixes_ask_for_is_done_once():
    parameter = (6, 6, "monkeypatch")
    text, used = apply_fixes(TEXT, [fix(parameter, (A, A + 1, "x")), fix(parameter, (B, B + 1, "y"))])
    assert text == "def f(monkeypatch):\n    a = x\n    b = y\n"
    assert used == (0, 1)


@pytest.mark.parametrize(
    "late",
    [(A, A + 1, "y"), (A - 1, A + 2, "y"), (A, A, "y"), (A - 4, A + 1, ""), (A, A + 3, "")],
    ids=["the same", "around", "at its beginning", "from before", "to behind"],
)
def test_of_two_that_contradict_each_other_the_first_wins_whole(late):
    text, used = apply_fixes(TEXT, [fix((A, A + 1, "x")), fix((B, B + 1, "z"), late)])
    assert text == TEXT.replace("1", "x")
    assert used == (0,)


def test_neighbours_do_not_contradict_each_other():
    text, used = apply_fixes(TEXT, [fix((A, A + 1, "x")), fix((A + 1, A + 1, "y"))])
    assert text == TEXT.replace("1", "xy")
    assert used == (0, 1)


def test_what_breaks_the_file_is_withdrawn_and_the_rest_stays():
    text, used = apply_fixes(TEXT, [fix((A, A + 1, "x")), fix((B, B + 1, "(")), fix((4, 5, "g"))])
    assert text == "def g():\n    a = x\n    b = 2\n"
    assert used == (0, 2)


@pytest.mark.parametrize("edit", [(-1, 0, "x"), (0, 999, "x"), (5, 4, "x")])
def test_edits_outside_of_the_text_are_not_made(edit):
    assert apply_fixes(TEXT, [fix(edit)]) == (TEXT, ())


def test_at_one_place_the_order_of_the_fix_counts():
    text, _ = apply_fixes(TEXT, [fix((0, 0, "import a\n"), (0, 0, "@a.b\n"), (A, A + 1, "x"))])
    assert text == "import a\n@a.b\n" + TEXT.replace("1", "x")


def test_imports_come_before_what_needs_them():
    decorator, module = Edit(0, 0, "@a.b\n"), Edit(0, 0, "import a\n")
    joined = safe(decorator, [module, decorator])
    assert joined is not None
    assert joined.edits == (module, decorator)
    assert safe(decorator, None) is None
    assert unsafe([]) is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x\n\na\nb\n\n\ny\n", "x\n\n\ny\n"),
        ("x\n\n\na\nb\n\ny\n", "x\n\n\ny\n"),
        ("x\na\nb\n\ny\n", "x\n\ny\n"),
        ("x\n\na\nb\ny\n", "x\n\ny\n"),
        ("a\nb\n\ny\n", "\ny\n"),
    ],
)
def test_lines_that_several_fixes_take_out_leave_no_gap(before, after, end):
    before, after = before.replace("\n", end), after.replace("\n", end)
    lines = [(before.index(name), before.index(name) + 1 + len(end), "") for name in ("a", "b")]
    assert apply_fixes(before, [fix(line) for line in lines]) == (after, (0, 1))


def test_nothing_to_do():
    assert apply_fixes(TEXT, []) == (TEXT, ())


def test_a_fix_leaves_alone_what_somebody_lets_stand():
    source = parse_source(TEXT.encode(), "/test_x.py", "test_x.py")
    touching, beside = finding(2, fix((A, A + 1, "x"), (B, B + 1, "y"))), finding(2, fix((A, A + 1, "x")))
    assert spare([touching, beside], [finding(3)], source) == [replace(touching, fix=None), beside]
    assert spare([touching, beside], [], source) == [touching, beside]
