"""A list, dictionary or set that each test makes anew becomes one of the module's, which they go on filling."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.changing import above, joined, start_of, taken_out
from pytest_bulkhead.drill.mutation import Mutation, Violation
from pytest_bulkhead.drill.subject import Subject

_FILLS = ("append", "extend", "insert", "add", "update", "setdefault")


def _violations(subject: Subject) -> Iterator[Violation]:
    for test in subject.tests:
        if test.owner is not None:
            continue
        for statement in test.node.body:
            name = _made_empty(statement)
            filled = name and _filled(name, test)
            if not name or not filled or _is_bound_elsewhere(name, statement, test, subject):
                continue
            edits = joined(above(test, [f"{name} = {subject.text(statement.value)}", "", ""]), taken_out(statement, subject))  # type: ignore[attr-defined]
            if edits:
                yield Violation("BH103", edits, start_of(filled, subject), (test,))


def _made_empty(statement: ast.stmt) -> str:
    """The name that a statement gives to a container with nothing in it."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        value = statement.value
        is_empty = isinstance(value, ast.List) and not value.elts or isinstance(value, ast.Dict) and not value.keys
        return statement.targets[0].id if is_empty else ""
    return ""


def _filled(name: str, test: Function) -> ast.expr | ast.stmt | None:
    """Where the test itself puts something into it."""
    for node in test.scope.own:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLS:
            if isinstance(node.func.value, ast.Name) and node.func.value.id == name:
                return node
        if isinstance(node, ast.Assign) and any(ast.unparse(one).startswith(f"{name}[") for one in node.targets):
            return node
    return None


def _is_bound_elsewhere(name: str, statement: ast.stmt, test: Function, subject: Subject) -> bool:
    bound = test.scope.bindings.get(name, [])
    return len(bound) != 1 or name in subject.module.scope.bindings or name in test.parameters


MUTATION = Mutation("container-shared", _violations)
