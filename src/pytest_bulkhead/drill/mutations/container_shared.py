"""A list, dictionary or set that each test makes anew becomes one of the module's, which they go on filling."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import above, joined, start_of, taken_out
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_FILLS = ("append", "extend", "insert", "add", "update", "setdefault")


def _violations(subject: Subject) -> Iterator[Violation]:
    for test in subject.tests:
        if test.owner is not None:
            continue
        for statement in test.node.body:
            name = _made_empty(statement)
            filled = _filled(name, test) if name else None
            if filled is None or not isinstance(statement, ast.Assign) or _is_bound_elsewhere(name, test, subject):
                continue
            made = above(test, [f"{name} = {subject.text(statement.value)}", "", ""])
            edits = joined(made, taken_out(statement, subject))
            if edits:
                yield Violation("BH103", edits, start_of(filled, subject), (test,))


def _made_empty(statement: ast.stmt) -> str:
    """The name that a statement gives to a container with nothing in it."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        value = statement.value
        is_empty = (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)
        return statement.targets[0].id if is_empty else ""
    return ""


def _filled(name: str, test: Function) -> ast.expr | ast.stmt | None:
    """Where the test itself puts something into it."""
    fills = tuple(f"{name}.{method}(" for method in _FILLS)
    for node in test.scope.own:
        if isinstance(node, ast.Call) and ast.unparse(node).startswith(fills):
            return node
        if isinstance(node, ast.Assign) and any(ast.unparse(one).startswith(f"{name}[") for one in node.targets):
            return node
    return None


def _is_bound_elsewhere(name: str, test: Function, subject: Subject) -> bool:
    bound = test.scope.bindings.get(name, [])
    return len(bound) != 1 or name in subject.module.scope.bindings or name in test.parameters


MUTATION = Mutation("container-shared", _violations)
