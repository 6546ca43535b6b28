"""The places where tests and fixtures override a dependency."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.subject import Subject

_OVERRIDES = "dependency_overrides"


class Overriding(NamedTuple):
    """One override: what is put there for which dependency."""

    key: ast.expr
    value: ast.expr
    statement: ast.stmt
    function: Function


def overridings(subject: Subject) -> Iterator[Overriding]:
    """Each override, be it an item that is assigned or one that `monkeypatch` sets."""
    for function in subject.functions:
        for statement in subject.statements(function):
            found = _assigned(statement) or _set(statement)
            if found:
                yield Overriding(*found, statement, function)


def _assigned(statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Subscript) and _is_overrides(target.value):
            return target.slice, statement.value
    return None


def _set(statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "setitem":
        return None
    return (call.args[1], call.args[2]) if len(call.args) == 3 and _is_overrides(call.args[0]) else None


def _is_overrides(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr == _OVERRIDES
