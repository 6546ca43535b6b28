"""What is sure stands first, what touches most tests before what touches few, what is harmless last."""

from __future__ import annotations

import random

import pytest

from pytest_bulkhead.audit.rank import LIKELY, MINOR, SURE, rank
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity


def finding(
    line: int, state: str = "A", *, warning: bool = False, test: str | None = None, **details: object
) -> Finding:
    values = {
        "code": "BH101",
        "hazard": "environ",
        "source": Source.RUNTIME if test else Source.STATIC,
        "severity": Severity.WARNING if warning else Severity.ERROR,
        "location": Location("a.py", line),
        "message": "m",
        "test": test or None,
        "what": What("environ", state),
        **details,
    }
    return Finding(**values)


def lines_of(group) -> list[int]:
    return [one.location.line for one in group.findings]


def test_there_are_always_three_groups_in_the_order_of_certainty():
    assert [(group.heading, group.findings) for group in rank([], [])] == [(SURE, ()), (LIKELY, ()), (MINOR, ())]


def test_errors_of_the_code_are_likely_and_its_warnings_minor():
    sure, likely, minor = rank([finding(1, test="t")], [finding(2, warning=True), finding(3)])
    assert (lines_of(sure), lines_of(likely), lines_of(minor)) == ([1], [3], [2])


def test_what_was_seen_is_sure_though_it_is_a_warning():
    assert lines_of(rank([finding(1, test="t", warning=True)], [])[0]) == [1]


def test_what_most_tests_leave_goes_first_and_warnings_after_errors():
    rare, common = finding(1, "RARE", test="t1"), [finding(line, "COMMON", test=f"t{line}") for line in (5, 6, 7)]
    warnings = [finding(line, "LOUD", test=f"t{line}", warning=True) for line in (1, 2, 3, 4)]
    sure = rank([*warnings, rare, *common], [])[0]
    assert lines_of(sure) == [5, 6, 7, 1, 1, 2, 3, 4]


def test_one_name_of_two_codes_is_two_states():
    twice = [finding(line, code="BH102", test=f"t{line}") for line in (8, 9)]
    assert lines_of(rank([finding(1, test="t"), *twice], [])[0]) == [8, 9, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_does_not_depend_on_the_order_of_arrival(seed):
    seen = [finding(line, state, test=f"t{line}") for line, state in enumerate("ABABBC", start=1)]
    checked = [finding(line, warning=line % 2 == 0) for line in range(1, 6)]
    expected = rank(seen, checked)
    shuffler = random.Random(seed)
    assert rank(shuffler.sample(seen, len(seen)), shuffler.sample(checked, len(checked))) == expected
    assert [lines_of(group) for group in expected] == [[2, 4, 5, 1, 3, 6], [1, 3, 5], [2, 4]]


def test_by_place_where_all_else_is_equal():
    one, two = finding(1, location=Location("b.py", 1)), finding(1, location=Location("a.py", 30))
    assert rank([], [one, two])[1].findings == (two, one)
