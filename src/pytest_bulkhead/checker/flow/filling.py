"""How a list or dict comes to hold what it holds: by which loops and statements, and whether it is sorted then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode

_ADDS = frozenset({"append", "extend", "add", "update", "insert", "setdefault"})


def is_yield(node: ast.AST) -> bool:
    return isinstance(node, (ast.Yield, ast.YieldFrom))


def is_chain(name: str, bindings: list[Binding]) -> bool:
    """Whether each value but the first is made of the name's own, or adds to it."""
    first, *later = bindings
    return first.kind is Bound.VALUE and all(
        one.kind is Bound.OTHER or (one.kind is Bound.VALUE and one.value is not None and name in _mentioned(one.value))
        for one in later
    )


def _mentioned(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def is_sorted_later(name: str, where: Where) -> bool:
    return any(_is_method(node, name, ("sort",)) for node in where.scope.own)


def _is_method(node: ast.AST, name: str, methods: tuple[str, ...] | frozenset[str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in methods
        and (node.func.value.id if isinstance(node.func.value, ast.Name) else "") == name
    )


def extends(node: ast.AST, name: str) -> bool:
    return _is_method(node, name, ("extend", "update"))


def is_empty_dict(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("dict", "defaultdict")


def fills(loop: ast.For | ast.AsyncFor, name: str, is_empty: bool) -> bool:
    """Whether the body of a loop adds to a list of that name, or to a dict that has no keys yet."""
    return any(
        _is_method(node, name, _ADDS)
        or (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name)
        or (
            is_empty
            and isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
        )
        for node in _inner(loop)
    )


def _inner(loop: ast.For | ast.AsyncFor) -> Iterator[ast.AST]:
    for statement in loop.body:
        for node in ast.walk(statement):
            if not isinstance(node, FunctionNode):
                yield node


def sorts_inside(loop: ast.For | ast.AsyncFor) -> bool:
    """Whether a walk over folders puts in order what it meets on the way."""
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "sorted")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "sort")
        )
        for node in _inner(loop)
    )
