"""Patches by a `mocker` that lives longer than the test or fixture that uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import SCOPES, Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# The fixtures of pytest-mock that undo their patches at the end of a wider scope than a test's.
_MOCKERS: Mapping[str, int] = {f"{scope}_mocker": SCOPES.index(scope) for scope in SCOPES if scope != "function"}
_PATCHES = frozenset({"patch", "spy"})
_STOPS = frozenset({"stop", "stopall"})


def patches_of_wide_mockers(function: Function, knowledge: Knowledge) -> Iterator[tuple[ast.Call, str]]:
    """The patches that stay when a function's own time is over, with the scope until whose end they do."""
    for name in function.parameters:
        width = _MOCKERS.get(name)
        if width is None or not _is_narrower(function, width, knowledge) or knowledge.fixtures.find(name, function):
            continue
        calls = [(node, methods) for node in function.scope.own if (methods := _methods_of(name, node))]
        if not any(methods[-1] in _STOPS for _, methods in calls):
            for call, methods in calls:
                if methods[0] in _PATCHES and isinstance(call, ast.Call):
                    yield call, SCOPES[width]


def _is_narrower(function: Function, width: int, knowledge: Knowledge) -> bool:
    fixture = knowledge.idioms.fixture(function)
    if fixture is None:
        return knowledge.idioms.role(function) is Role.TEST
    return bool(fixture.scope) and fixture.width < width


def _methods_of(name: str, node: ast.AST) -> list[str]:
    """The chain of attributes by which a call gets from a name to its method, empty for all other nodes."""
    if not isinstance(node, ast.Call):
        return []
    called: ast.expr = node.func
    chain: list[str] = []
    while isinstance(called, ast.Attribute):
        chain.insert(0, called.attr)
        called = called.value
    return chain if isinstance(called, ast.Name) and called.id == name else []
