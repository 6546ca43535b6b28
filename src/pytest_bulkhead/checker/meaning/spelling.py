"""One text for one value, by which two expressions are known to mean the same."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Names, Where
from pytest_bulkhead.checker.source.scopes import Bound

_DEPTH = 5
# What hands on its first argument, as far as one entry can be told from another.
_SAME = frozenset({"builtins.str", "os.fspath", "pathlib.Path"})
# What always makes the same of the same.
_PURE = ("os.path.", "pathlib.")


def spelled(expression: ast.expr, where: Where, names: Names, depth: int = 0) -> str:
    """The text of an expression with local names for plain values followed, and conversions left out."""
    if depth > _DEPTH:
        return ast.unparse(expression)
    match expression:
        case ast.Call(func=called, args=[inner], keywords=[]) if names.dotted(called, where) in _SAME:
            return spelled(inner, where, names, depth + 1)
        case ast.Name() | ast.Attribute():
            referent = names.refer(expression, where)
            binding = referent.binding if referent else None
            if referent is None:
                return ast.unparse(expression)
            if binding is None or referent.where is None or binding.kind is not Bound.VALUE or binding.path:
                return referent.dotted
            if binding.value is None or not _is_pure(binding.value, referent.where, names):
                return referent.dotted
            return spelled(binding.value, referent.where, names, depth + 1)
    return ast.unparse(expression)


def _is_pure(value: ast.expr, where: Where, names: Names) -> bool:
    if isinstance(value, ast.Call):
        called = names.dotted(value.func, where)
        return called in _SAME or called.startswith(_PURE)
    return isinstance(value, (ast.Constant, ast.Name, ast.Attribute, ast.JoinedStr, ast.BinOp, ast.Subscript))
