"""From what ties tests together to the fewest groups that keep them apart from nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pytest_bulkhead.node_ids import function_of
from pytest_bulkhead.outputs.masking import MASK, masked
from pytest_bulkhead.plan_file import Plan, PlannedGroup
from pytest_bulkhead.planning.bonds import Bond

_REASONS = 10
_LONGEST_NAME = 60


class Grouping(NamedTuple):
    """Who shares a group with whom.

    Args:
        plan: the groups that marks do not make already.
        group: of each test that has one, by the plan or by a mark.
    """

    plan: Plan
    group: dict[str, str]


class Union:
    """Sets that grow together; each is known by one of its members."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, member: str) -> str:
        above = self._above
        while (parent := above.get(member, member)) != member:
            above[member] = above.get(parent, parent)
            member = parent
        return member

    def join(self, members: Iterable[str]) -> None:
        first, *others = map(self.find, members)
        for other in others:
            self._above[self.find(other)] = self.find(first)


def grouped(
    bonds: Sequence[Bond], tests: Sequence[str], marked: Mapping[str, str], alike: Sequence[Sequence[str]] = ()
) -> Grouping:
    """Put the tests of each bond into one group, and those with a mark into that of the mark.

    Args:
        bonds: what ties tests together.
        tests: all of the suite.
        marked: the group that a test has by a mark.
        alike: tests that can only have a group together.
    """
    union = joined(bonds, marked, alike)
    tied = {test for bond in bonds for block in bond.blocks for test in block}
    members: dict[str, list[str]] = {}
    for test in sorted({*tests, *tied, *marked}):
        members.setdefault(union.find(test), []).append(test)
    over: dict[str, list[Bond]] = {}
    for bond in bonds:
        for root in {union.find(block[0]) for block in bond.blocks}:
            over.setdefault(root, []).append(bond)
    names = _Names(set(marked.values()))
    functions = _functions(members)
    groups: list[PlannedGroup] = []
    group: dict[str, str] = dict(marked)
    for root, some in sorted(members.items(), key=lambda item: item[1]):
        if root not in over:
            continue
        marks = sorted({marked[test] for test in some if test in marked})
        name = "_".join(marks) if marks else names.of(over[root][0], some)
        group.update(dict.fromkeys(some, name))
        if len(marks) != 1 or any(test not in marked for test in some):
            because = dict.fromkeys(text for bond in over[root] for text in bond.told)
            told = tuple(masked(text) for text in list(because)[:_REASONS])
            groups.append(PlannedGroup(name, told, _short(some, functions)))
    return Grouping(Plan(tuple(sorted(groups))), group)


def joined(bonds: Sequence[Bond], marked: Mapping[str, str], alike: Sequence[Sequence[str]] = ()) -> Union:
    """Which tests have to be together, without a name for it."""
    union = Union()
    same: dict[str, list[str]] = {}
    for test, group in marked.items():
        same.setdefault(group, []).append(test)
    masks: dict[str, list[str]] = {}
    for bond in bonds:
        for block in bond.blocks:
            union.join(block)
            for test in block:
                if MASK in test:  # which of them it is cannot be told by its name any more
                    masks.setdefault(function_of(test), []).append(test)
    for some in (*same.values(), *alike, *masks.values()):
        union.join(some)
    return union


def _functions(members: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """In which sets the tests of each function are."""
    found: dict[str, set[str]] = {}
    for root, some in members.items():
        for test in some:
            found.setdefault(function_of(test), set()).add(root)
    return found


def _short(tests: Sequence[str], functions: Mapping[str, set[str]]) -> tuple[str, ...]:
    """A function whose tests are all here stands for them, and for parameters that it may get."""
    return tuple(
        sorted(
            {function_of(test) if len(functions[function_of(test)]) == 1 or MASK in test else test for test in tests}
        )
    )


class _Names:
    """Gives each group a name of its own, after what its tests share."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def of(self, bond: Bond, tests: Sequence[str]) -> str:
        kind, name = bond.resources[0]
        words = re.sub(r"[^A-Za-z0-9._-]+|\.{2,}", "-", masked(f"{kind} {name}")).strip("-.")
        if len(words) > _LONGEST_NAME:
            words = f"{kind}-{words[-_LONGEST_NAME:].lstrip('-.')}"
        name, number = words, 1
        while name in self._taken:
            number += 1
            name = f"{words}-{number}"
        self._taken.add(name)
        return name
