"""The fewest groups: each is what has to be together, and nothing else."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plan_file import Plan, PlannedGroup
from pytest_bulkhead.planning.bonds import Bond, bonds
from pytest_bulkhead.planning.groups import grouped

from ..plugin.races.touching import ran, touch

TESTS = [f"t.py::test_{number}" for number in range(12)]


def tied(name: str, *tests: str) -> Bond:
    return Bond((("file", name),), (tuple(sorted(tests)),))


some_bonds = st.lists(
    st.builds(
        lambda name, tests: tied(name, *tests),
        st.sampled_from(["a", "b/c.txt", "d"]),
        st.lists(st.sampled_from(TESTS), min_size=2, max_size=4, unique=True),
    ),
    max_size=6,
)
some_marks = st.dictionaries(st.sampled_from(TESTS), st.sampled_from(["db", "net"]), max_size=5)


def reach(test: str, links: list[tuple[str, ...]]) -> set[str]:
    """All that a test is tied to, the slow and plain way."""
    found, fresh = {test}, {test}
    while fresh:
        fresh = {other for link in links if not found.isdisjoint(link) for other in link} - found
        found |= fresh
    return found


@given(some_bonds, some_marks)
def test_a_group_is_what_is_tied_together_and_no_more(ties: list[Bond], marks: dict[str, str]) -> None:
    group = grouped(ties, TESTS, marks).group
    by_mark = [tuple(test for test in marks if marks[test] == name) for name in set(marks.values())]
    links = [*(block for bond in ties for block in bond.blocks), *by_mark]
    for test in TESTS:
        together = {other for other in TESTS if test in group and group.get(other) == group[test]}
        assert together == (reach(test, links) if test in group else set())
        assert test in group or reach(test, links) == {test}


@given(some_bonds, some_marks, st.randoms(use_true_random=False))
def test_the_order_of_what_was_seen_does_not_matter(
    ties: list[Bond], marks: dict[str, str], chance: random.Random
) -> None:
    # A bond's resources differ, as those of a run do.
    ties = [bond._replace(resources=(("file", f"{number}"),)) for number, bond in enumerate(ties)]
    plan = grouped(sorted(ties, key=lambda bond: (-bond.size, bond)), TESTS, marks).plan
    shuffled = [*TESTS]
    chance.shuffle(shuffled)
    assert grouped(sorted(ties, key=lambda bond: (-bond.size, bond)), shuffled, marks).plan.to_text() == plan.to_text()


@given(
    st.lists(
        st.tuples(st.sampled_from(TESTS), st.sampled_from(["file:a", "file:b", "port:1"]), st.sampled_from("rwdak")),
        max_size=15,
    )
)
def test_no_two_tests_that_collide_are_apart(seen: list[tuple[str, str, str]]) -> None:
    from pytest_bulkhead.plugin.conflicts import conflicts

    touched = [ran(test, touch(what, access)) for test, what, access in seen]
    group = grouped(bonds(touched), TESTS, {}).group
    for conflict in conflicts(touched):
        for one, other in conflict.pairs():
            assert group[one.party.test] == group[other.party.test]


def test_a_group_is_named_after_what_is_shared() -> None:
    plan = grouped([tied("tests/db/x.sqlite", *TESTS[:2]), tied("y", *TESTS[2:4])], TESTS, {}).plan
    assert [group.name for group in plan.groups] == ["file-tests-db-x.sqlite", "file-y"]
    assert plan.groups[0].because == ("file tests/db/x.sqlite",)


def test_two_groups_over_one_name_are_told_apart() -> None:
    bond = Bond((("file", "x"),), ((TESTS[0], TESTS[1]), (TESTS[2], TESTS[3])))
    assert [group.name for group in grouped([bond], TESTS, {}).plan.groups] == ["file-x", "file-x-2"]


def test_tests_join_the_group_that_one_of_them_has_by_a_mark() -> None:
    grouping = grouped([tied("x", *TESTS[:2])], TESTS, {TESTS[0]: "db", TESTS[5]: "db"})
    assert grouping.plan.groups == (PlannedGroup("db", ("file x",), (TESTS[0], TESTS[1], TESTS[5])),)


def test_what_a_mark_keeps_together_needs_no_plan() -> None:
    assert grouped([tied("x", *TESTS[:2])], TESTS, dict.fromkeys(TESTS[:2], "db")).plan == Plan(())


def test_a_function_stands_for_its_parameters_where_all_of_them_are_in_one_group() -> None:
    tests = ["t.py::test_a[1]", "t.py::test_a[2]", "t.py::test_b[1]", "t.py::test_b[2]"]
    plan = grouped([tied("x", *tests[:3])], tests, {}).plan
    assert plan.groups[0].tests == ("t.py::test_a", "t.py::test_b[1]")


def test_where_parameters_are_masked_the_whole_function_is_meant() -> None:
    tests = ["t.py::test_a[***]", "t.py::test_a[1]", "t.py::test_b"]
    plan = grouped([tied("x", tests[0], tests[2])], tests, {}).plan
    assert plan.groups[0].tests == ("t.py::test_a", "t.py::test_b")
