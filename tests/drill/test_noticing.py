"""A violation is told by what is new, of its hazard, and at its place."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import new, telling
from pytest_bulkhead.findings import Evidence, Finding, Location, Source
from pytest_bulkhead.hazards.hazard import Severity

MUTANT = Mutant(
    identity="1",
    code="BH101",
    also=frozenset({"BH103"}),
    origin="a seed",
    changes={"tests/test_bad.py": ""},
    path="tests/test_bad.py",
    line=3,
    tests=("tests/test_user.py::test_it",),
)


def finding(code: str, path: str, line: int = 3, test: str | None = None) -> Finding:
    return Finding(code, "environ", Source.RUNTIME, Severity.ERROR, Location(path, line), "it leaks", test=test)


findings = st.builds(
    finding,
    st.sampled_from(["BH101", "BH102", "BH103"]),
    st.sampled_from(["tests/test_bad.py", "tests/test_other.py", "shop.py"]),
    st.integers(1, 3),
    st.sampled_from([None, "tests/test_user.py::test_it", "tests/test_other.py::test_it"]),
)


@given(st.lists(findings))
def test_what_stood_there_before_tells_of_nothing_wherever_it_stands_now(there: list[Finding]) -> None:
    moved = [replace(one, location=Location(one.location.path, one.location.line + 7)) for one in there]
    assert new(there, moved) == []


@given(st.lists(findings), st.lists(findings))
def test_what_is_more_than_before_is_new(there: list[Finding], more: list[Finding]) -> None:
    assert len(new(there, [*there, *more])) == len(more)


@given(st.lists(findings))
def test_what_tells_is_of_the_hazard_and_names_a_file_of_the_violation(found: list[Finding]) -> None:
    for one in telling(MUTANT, (), found):
        assert one.code in ("BH101", "BH103")
        assert one.location.path == MUTANT.path or one.test == "tests/test_user.py::test_it"


def test_a_finding_elsewhere_tells_of_it_where_its_evidence_does() -> None:
    elsewhere = finding("BH101", "shop.py")
    assert not telling(MUTANT, (), [elsewhere])
    assert telling(MUTANT, (), [replace(elsewhere, evidence=(Evidence("tests/test_bad.py", 1, "writes"),))])
