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


def is_filled_besides(loop: ast.For | ast.AsyncFor, name: str, where: Where) -> bool:
    """Whether something outside a loop puts items into what the loop fills."""
    if any(isinstance(one.value, ast.List) and one.value.elts for one in where.scope.bindings.get(name, ())):
        return True
    inside = set(_inner(loop))
    return any(
        node not in inside
        and (
            _is_method(node, name, _ADDS)
            or (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name)
        )
        for node in where.scope.own
    )


def picks_one_kind(comprehension: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> bool:
    """Whether only those items are taken that have one certain value in an attribute."""
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Attribute)
        and isinstance(node.ops[0], ast.Eq)
        and isinstance(node.comparators[0], ast.Constant)
        for generator in comprehension.generators
        for test in generator.ifs
        for node in (test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test])
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
