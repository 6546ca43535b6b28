"""What both the checker and the run saw is told once, with the best of both."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.audit.merge import merge
from pytest_bulkhead.findings import Applicability, Edit, Evidence, Finding, Fix, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.relocating import relocate

URL, OTHER = What("environ", "API_URL"), What("environ", "OTHER")
FIX = Fix(Applicability.SAFE, (Edit(1, 2, "x"),))


def finding(source: Source, line: int, **details: object) -> Finding:
    values = {
        "code": "BH101",
        "hazard": "environ",
        "severity": Severity.ERROR,
        "location": Location("tests/test_a.py", line),
        "message": source.value,
        "symbol": "test_a",
        "what": URL,
        **details,
    }
    return Finding(source=source, **values)


def static(line: int = 4, **details: object) -> Finding:
    return finding(Source.STATIC, line, **details)


def seen(line: int = 4, test: str = "t1", **details: object) -> Finding:
    return finding(Source.RUNTIME, line, test=test, owner="test", **details)


def test_what_nobody_saw_is_nothing():
    assert merge([], []) == ([], [])


def test_the_same_line_is_told_once_with_the_checkers_place_and_fix_and_the_runs_words():
    place = Location("tests/test_a.py", 4, 5, 4, 30)
    checked = static(location=place, fix=FIX, symbol="TestA.test_a", help="by the checker")
    sure, likely = merge([checked], [seen(help="by the run")])
    assert likely == []
    assert sure == [seen(location=place, fix=FIX, symbol="TestA.test_a", help="by the run")]


def test_evidence_of_both_is_kept_once():
    one, two, three = (Evidence("tests/conftest.py", line, "here") for line in (1, 2, 3))
    ((joined,), _) = merge([static(evidence=(two, three))], [seen(evidence=(one, two))])
    assert joined.evidence == (one, two, three)


def test_the_same_state_in_the_same_function_is_one_though_the_lines_differ():
    sure, likely = merge([static(9, fix=FIX)], [seen(4)])
    assert [(one.location.line, one.fix) for one in sure] == [(9, FIX)]
    assert likely == []


def test_a_line_within_what_the_checker_marks_is_the_same_place():
    wide = static(location=Location("tests/test_a.py", 3, 1, 6, 2), symbol="")
    assert merge([wide], [seen(5)])[1] == []
    assert merge([wide], [seen(7)])[1] == [wide]


@pytest.mark.parametrize(
    "checked",
    [
        static(what=None),
        static(what=What("environ", "")),
        static(symbol="elsewhere"),
        static(code="BH102"),
    ],
    ids=["no state", "a state without a name", "another symbol", "another code of the hazard"],
)
def test_one_line_and_one_hazard_are_enough_where_states_do_not_differ(checked):
    assert merge([checked], [seen()])[1] == []


@pytest.mark.parametrize(
    "checked",
    [
        static(what=OTHER),
        static(hazard="ports"),
        static(location=Location("tests/test_b.py", 4)),
        static(5, symbol="test_b"),
        static(5, what=None),
        static(5, what=OTHER),
    ],
    ids=["another state", "another hazard", "another file", "another function", "no state elsewhere", "neither"],
)
def test_what_is_about_something_else_stays_apart(checked):
    assert merge([checked], [seen()]) == ([seen()], [checked])


def test_a_leak_without_a_state_joins_by_line_alone():
    assert merge([static()], [seen(what=None)])[1] == []
    assert merge([static(5)], [seen(what=None)])[1] == [static(5)]


def test_the_same_line_goes_before_the_same_state():
    ((joined,), likely) = merge([static(2), static(4, fix=FIX)], [seen(4)])
    assert (joined.location.line, joined.fix) == (4, FIX)
    assert likely == []


HELPER = Evidence("app/tests/helpers.py", 7, "written here")
CALL = Location("app/tests/test_a.py", 12)


def in_helper(test: str) -> Finding:
    return seen(7, test, location=Location("app/tests/helpers.py", 7), symbol="set_url")


@pytest.mark.parametrize(
    ("test", "symbol"),
    [
        ("tests/test_a.py::test_x", "test_x"),
        ("tests/test_a.py::test_x[a::b-1]", "test_x"),
        ("tests/test_a.py::TestA::test_x", "TestA.test_x"),
        ("app/tests/test_a.py::test_x", "test_x"),
    ],
)
def test_a_helper_is_told_at_the_call_that_the_checker_knows(test, symbol):
    called = static(location=CALL, symbol=symbol, evidence=(HELPER,), what=None)
    ((joined,), likely) = merge([called], [in_helper(test)])
    assert (joined.location, joined.evidence, joined.test) == (CALL, (HELPER,), test)
    assert likely == []


@pytest.mark.parametrize(
    ("test", "changed"),
    [
        ("tests/test_a.py::test_y", {}),
        ("tests/test_b.py::test_x", {}),
        ("s/test_a.py::test_x", {}),
        ("", {}),
        ("tests/test_a.py", {}),
        ("tests/test_a.py::test_x", {"evidence": ()}),
        ("tests/test_a.py::test_x", {"evidence": (Evidence("app/tests/helpers.py", 8, "written here"),)}),
        ("tests/test_a.py::test_x", {"hazard": "ports"}),
    ],
    ids=[
        "another test",
        "another file",
        "half a name",
        "nobody",
        "a file",
        "no evidence",
        "another line",
        "another hazard",
    ],
)
def test_a_helper_that_another_call_reaches_stays_apart(test, changed):
    called = static(**{"location": CALL, "symbol": "test_x", "evidence": (HELPER,), "what": None, **changed})
    assert merge([called], [in_helper(test)]) == ([in_helper(test)], [called])


def test_two_tests_that_leave_one_state_both_get_the_checkers_place():
    checked = static(location=Location("tests/test_a.py", 4, 9, 4, 12))
    sure, likely = merge([checked], [seen(test="t1"), seen(test="t2")])
    assert [(one.test, one.location.column) for one in sure] == [("t1", 9), ("t2", 9)]
    assert likely == []


@settings(deadline=None)
@given(
    st.lists(st.builds(static, st.integers(1, 3), what=st.sampled_from([None, URL, OTHER]))),
    st.lists(st.builds(seen, st.integers(1, 3), st.sampled_from(["t1", "t2"]), what=st.sampled_from([None, URL]))),
)
def test_every_leak_is_told_and_nothing_is_invented(checked, leaks):
    sure, likely = merge(checked, leaks)
    assert [(one.test, one.what, one.message) for one in sure] == [(one.test, one.what, one.message) for one in leaks]
    assert [one for one in checked if one in likely] == likely


@pytest.mark.parametrize(
    ("path", "folder", "told"),
    [
        ("tests/test_a.py", "/srv/app", "tests/test_a.py"),
        ("tests/test_a.py", "/srv", "app/tests/test_a.py"),
        ("tests/test_a.py", "/srv/app/tests", "test_a.py"),
        ("tests/test_a.py", "/home/me", "../../srv/app/tests/test_a.py"),
        ("/srv/app/conftest.py", "/srv/app", "conftest.py"),
        ("/usr/lib/x.py", "/srv/app", "../../usr/lib/x.py"),
        ("./tests/../conftest.py", "/srv/app", "conftest.py"),
    ],
)
def test_paths_are_told_from_the_working_directory(path, folder, told):
    there = seen(location=Location(path, 4, 2, 5, 3), evidence=(Evidence(path, 7, "here"),))
    (here,) = relocate([there], "/srv/app", folder)
    assert here == seen(location=Location(told, 4, 2, 5, 3), evidence=(Evidence(told, 7, "here"),))
