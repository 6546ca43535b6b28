"""The fewest tests that can show what a test or fixture does to others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.drill.mutating.subject import Subject

_NOT_RUN = ("skip", "xfail", "slow", "integration")
_ENOUGH = 2


class Showing:
    """Chooses them among all tests of a project."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects = list(subjects)
        self._tests = [(one, test) for one in self._subjects for test in one.tests if not _is_skipped(test)]

    def tests(self, functions: Iterable[Function], subject: Subject) -> tuple[str, ...]:
        """Node ids, in the order in which they have to run; none when no test shows it.

        Args:
            functions: the tests, fixtures and set-up methods that do it.
            subject: the file in which they stand.
        """
        found: dict[str, None] = {}
        for function in functions:
            users = self._users(function, subject)
            found.update(dict.fromkeys(list(users)[:_ENOUGH] if users else ()))
            if not users:
                return ()
        if len(found) < _ENOUGH:
            found.update(dict.fromkeys(self._beside(found, subject)))
        return tuple(found)

    def _users(self, function: Function, subject: Subject) -> list[str]:
        """The tests that run a function, those of its own file first."""
        role = subject.role(function)
        if role is Role.TEST:
            return [] if _is_skipped(function) else [node_id(subject, function)]
        own_first = sorted(self._tests, key=lambda one: one[0] is not subject)
        if role is Role.SETUP:
            return [node_id(one, test) for one, test in own_first if one is subject and test.owner is function.owner]
        users = (one for one in own_first if _is_behind(function, one[1], one[0]))
        return [node_id(one, test) for one, test in _first(users)]

    def _beside(self, known: Iterable[str], subject: Subject) -> Iterator[str]:
        """One more test of the file, the next one if there is any."""
        names = [node_id(subject, test) for test in subject.tests if not _is_skipped(test)]
        at = max((names.index(name) for name in known if name in names), default=-1)
        others = [name for name in (*names[at + 1 :], *reversed(names[: max(at, 0)])) if name not in known]
        yield from others[:1]


def node_id(subject: Subject, test: Function) -> str:
    """The name by which pytest knows a test, without its parameters."""
    return "::".join((subject.path, *test.qualname.split(".")))


def _first(users: Iterator[tuple[Subject, Function]]) -> Iterator[tuple[Subject, Function]]:
    for _, user in zip(range(_ENOUGH), users, strict=False):
        yield user


def _is_behind(function: Function, test: Function, subject: Subject) -> bool:
    return any(one.function.node is function.node for one in subject.knowledge.fixtures.behind(test))


def _is_skipped(test: Function) -> bool:
    """Whether a mark lets one doubt that the test runs at all."""
    owner = test.owner.decorator_list if test.owner else []
    marks = [ast.unparse(one).lower() for one in (*test.node.decorator_list, *owner)]
    return any(word in mark for word in _NOT_RUN for mark in marks)
