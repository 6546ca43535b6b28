"""Statements that a test expects to fail, so that they change nothing."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.source.module import Function

_EXPECT = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
_FAIL = frozenset({"fail"})


def is_to_fail(node: ast.AST, function: Function) -> bool:
    """Whether a statement is the one by which a ``with raises`` or a ``try`` with a ``fail()`` is to be left."""
    if node not in function.scope.own:
        return False
    statement = function.module.statement(node)
    outer = function.module.parent(statement)
    if isinstance(outer, (ast.With, ast.AsyncWith)):
        return statement is outer.body[-1] and any(_calls(item.context_expr, _EXPECT) for item in outer.items)
    if isinstance(outer, ast.Try) and outer.handlers and statement is outer.body[-1]:
        return any(isinstance(one, ast.Expr) and _calls(one.value, _FAIL) for one in outer.orelse)
    return False


def _calls(expression: ast.expr, names: frozenset[str]) -> bool:
    match expression:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in names
    return False
