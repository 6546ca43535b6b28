"""What set-up and tear-down may touch in each test, although in most tests of one run there was nothing to touch.

A `tearDown` that removes a file if it is there has removed it after those tests alone that had made it. In a parallel
run it is there more often.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.node_ids import file_of, scope_of
from pytest_bulkhead.planning.sites import Sites, owners

_OF_CLASSES = frozenset({"setUp", "tearDown", "asyncSetUp", "asyncTearDown", "setup_method", "teardown_method"})
_OF_FILES = frozenset({"setup_function", "teardown_function"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Around(NamedTuple):
    """What runs around each test of a file or class.

    Args:
        constants: the values that stand in it, or in what it names.
    """

    constants: frozenset[object]

    def names(self, kind: str, name: str) -> bool:
        """Whether it speaks of a resource."""
        if kind == "port":
            return int(name) in self.constants if name.isdecimal() else False
        last = name.rpartition("/")[2]
        return any(isinstance(one, str) and one.rpartition("/")[2] == last for one in self.constants)


class Surroundings:
    """Reads it from the files of the tests."""

    def __init__(self, sites: Sites, tests: Iterable[str]) -> None:
        """Look at nothing yet.

        Args:
            sites: of the project.
            tests: all of the suite.
        """
        self._sites = sites
        self._known: dict[str, Around | None] = {}
        self._tests: dict[str, list[str]] = {}
        for test in tests:
            for scope in _scopes(test):
                self._tests.setdefault(scope, []).append(test)

    def company(self, kind: str, name: str, tests: Iterable[str]) -> set[str]:
        """All tests around which the same code runs as around these, where it speaks of a resource."""
        found: set[str] = set()
        for scope in {scope for test in tests for scope in _scopes(test)}:
            around = self._around(scope)
            if around and around.names(kind, name):
                found.update(self._tests.get(scope, ()))
        return found

    def _around(self, scope: str) -> Around | None:
        if scope not in self._known:
            self._known[scope] = self._read(scope)
        return self._known[scope]

    def _read(self, scope: str) -> Around | None:
        path, *classes = scope.split("::")
        module = self._sites.module(path)
        if module is None:
            return None
        top = module.source.tree.body
        if not classes:
            code = [one for one in top if isinstance(one, _FUNCTIONS) and _runs_around(one, _OF_FILES)]
            bodies = [top]
        else:
            node = self._sites.class_of(path, classes)
            if node is None:
                return None
            bodies = [body for body, _ in owners(node, classes, module)]
            code = [
                one for body in bodies for one in body if isinstance(one, _FUNCTIONS) and _runs_around(one, _OF_CLASSES)
            ]
            bodies.append(top)
        return Around(frozenset(_constants(code, bodies))) if code else None


def _scopes(test: str) -> Iterator[str]:
    """The file of a test, and its class where it has one."""
    path, scope = file_of(test), scope_of(test)
    yield path
    if scope != path:
        yield scope


def _runs_around(function: ast.FunctionDef | ast.AsyncFunctionDef, hooks: frozenset[str]) -> bool:
    """Whether a function is run around each test: by its name, or as a fixture that nobody has to ask for."""
    return function.name in hooks or any(
        isinstance(mark, ast.Call)
        and any(
            one.arg == "autouse" and isinstance(one.value, ast.Constant) and one.value.value for one in mark.keywords
        )
        for mark in function.decorator_list
    )


def _constants(code: Sequence[ast.stmt], bodies: Sequence[list[ast.stmt]]) -> Iterator[object]:
    used: set[str] = set()
    for node in (node for one in code for node in ast.walk(one)):
        if isinstance(node, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
    for statement in (one for body in bodies for one in body if isinstance(one, ast.Assign)):
        if any(isinstance(target, ast.Name) and target.id in used for target in statement.targets):
            yield from (node.value for node in ast.walk(statement.value) if isinstance(node, ast.Constant))
