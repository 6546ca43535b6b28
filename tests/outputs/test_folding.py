"""One state is one entry, whoever leaves it; two states, or two kinds of news about one, are two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.findings import Evidence, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import fold

from .samples import finding, leak


def test_tests_that_leave_one_state_are_one_entry():
    findings = [leak("t1"), leak("t2"), leak("t3", line=9)]
    (entry,) = fold(findings)
    assert entry.finding == findings[0]
    assert entry.others == tuple(findings[1:])
    assert entry.tests == ("t1", "t2", "t3")


@pytest.mark.parametrize(
    "other",
    [
        leak("t2", name="OTHER"),
        leak("t2", code="BH102"),
        leak("t2", severity=Severity.WARNING),
        finding(test="t2", source=Source.RUNTIME, what=What("global", "API_URL")),
        finding(test="t2", source=Source.RUNTIME),
        finding(source=Source.STATIC, what=What("environ", "API_URL")),
        finding(source=Source.RACE, test="t2", what=What("environ", "API_URL")),
    ],
    ids=["state", "code", "severity", "kind", "no state", "static", "race"],
)
def test_what_differs_in_one_of_these_is_an_entry_of_its_own(other):
    assert [entry.finding for entry in fold([leak("t1"), other])] == [leak("t1"), other]


@pytest.mark.parametrize("source", [Source.STATIC, Source.RACE, Source.CONFIG])
def test_what_was_not_seen_as_a_leak_is_never_folded(source):
    same = finding(source=source, what=What("environ", "API_URL"))
    assert len(fold([same, same])) == 2


def test_leaks_without_a_state_are_never_folded():
    assert len(fold([finding(source=Source.RUNTIME), finding(source=Source.RUNTIME)])) == 2


def test_a_test_is_named_once_and_nobody_not_at_all():
    (entry,) = fold([leak("t2"), leak(None), leak("t1"), leak("t2"), leak("")])
    assert entry.tests == ("t2", "t1")


def test_a_place_that_the_finding_names_itself_is_not_named_again():
    """Two fixtures of one name are told of each other."""
    what = What("fixture", "harbour")
    first = finding(
        source=Source.RUNTIME, what=what, line=10, message="is defined in tests/x.py:20, too",
        evidence=(Evidence("tests/x.py", 20, "defined here, too"),),
    )  # fmt: skip
    (entry,) = fold([first, finding(source=Source.RUNTIME, what=what, path="tests/x.py", line=20)])
    assert entry.besides == ""
    third = finding(source=Source.RUNTIME, what=what, path="tests/y.py", line=30)
    (entry,) = fold([first, third])
    assert entry.besides == " (and at tests/y.py:30)"


def test_nothing_folds_to_nothing():
    assert fold([]) == []


@settings(deadline=None)
@given(
    st.lists(
        st.builds(leak, st.sampled_from(["t1", "t2"]), st.sampled_from("abc"))
        | st.builds(finding, line=st.integers(1, 3))
    )
)
def test_folding_loses_nothing_and_keeps_the_order_of_first_sight(findings):
    entries = fold(findings)
    told = [one for entry in entries for one in (entry.finding, *entry.others)]
    assert sorted(map(str, told)) == sorted(map(str, findings))
    places = {id(one): place for place, one in enumerate(findings)}
    firsts = [places[id(entry.finding)] for entry in entries]
    assert firsts == sorted(firsts)
