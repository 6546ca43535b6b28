"""Which tests a change moves out of an xdist group, into one, or from one to another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.checker.suite.marks import Mark, Marks
from pytest_bulkhead.review.sides import Change, Side

_MARK = "xdist_group"


class Regrouped(NamedTuple):
    """A test that changes its group; no name is no group.

    Args:
        path: of its file on the newer side.
        test: its qualified name.
        before: the group that it was in.
        after: the group that it is in.
    """

    path: str
    line: int
    test: str
    before: str
    after: str


def regrouped(change: Change, paths: Iterable[str]) -> tuple[Regrouped, ...]:
    """The tests that are on both sides and do not share what they shared.

    Args:
        change: both sides.
        paths: the test files that it touches, on the newer side.
    """
    old, new = _Groups(change.before), _Groups(change.after)
    found: list[Regrouped] = []
    for path in sorted(paths):
        former = change.former.get(path, path)
        if not any(_MARK.encode() in data for data in (change.after.data(path), change.before.data(former))):
            continue
        before, after = dict(old.of(former)), dict(new.of(path))
        for test, (group, line) in after.items():
            if test in before and before[test][0] != group:
                found.append(Regrouped(path, line, test, before[test][0], group))
    return tuple(found)


class _Groups:
    """Reads the groups of tests on one side."""

    def __init__(self, side: Side) -> None:
        self._side = side
        index = ProjectIndex(side.root, side.root)
        self._knowledge = Knowledge(index)
        self._marks = Marks(self._knowledge.names, self._knowledge.idioms)

    def of(self, path: str) -> Iterator[tuple[str, tuple[str, int]]]:
        module = self._knowledge.index.module(self._side.whole(path)) if self._side.has(path) else None
        for node in module.function_nodes if module else ():
            function = module.function(node) if module else None
            if function and self._knowledge.idioms.role(function) is Role.TEST:
                marks = (mark for mark in self._marks.of_test(function) if mark.name == _MARK)
                group = next((_name(mark) for mark in marks), "")
                yield function.qualname, (group, node.lineno)


def _name(mark: Mark) -> str:
    argument = mark.argument(0, "name")
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return ast.unparse(argument) if argument is not None else "default"
