"""Which branches of a function exclude each other, and which one a call never gets to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.constants import UNKNOWN, Constants
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function


def exclude_each_other(function: Function, one: ast.AST, other: ast.AST) -> bool:
    """Whether two nodes stand in two branches of one ``if`` or ``match``, so that only either runs."""
    sides = dict(_sides(function, one))
    return any(
        branch in sides and sides[branch] is not side and not _is_repeated(function, branch)
        for branch, side in _sides(function, other)
    )


def _sides(function: Function, node: ast.AST) -> Iterator[tuple[ast.stmt, bool | ast.match_case]]:
    """Every ``if`` and ``match`` around a node, with what tells its branches apart."""
    yield from _branches(function, node)
    inside = node
    for outer in function.module.ancestors(node):
        if isinstance(outer, ast.Match) and isinstance(inside, ast.match_case):
            yield outer, inside
        if outer is function.node:
            return
        inside = outer


def _is_repeated(function: Function, node: ast.AST) -> bool:
    """Whether a node stands in a loop of the function, so that one branch may follow the other."""
    for outer in function.module.ancestors(node):
        if outer is function.node:
            return False
        if isinstance(outer, (ast.For, ast.AsyncFor, ast.While)):
            return True
    return False


def is_passed_over(function: Function, node: ast.AST, where: Where, constants: Constants) -> bool:
    """Whether what a call hands to a function decides that a node of it does not run."""
    for branch, side in _branches(function, node):
        outcome = _outcome(branch.test, where, constants)
        if outcome is not None and outcome is not side:
            return True
    return any(_outcome(test, where, constants) is side for test, side in _exits_before(function, node))


def _exits_before(function: Function, node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions of every ``if`` before a node that leaves the function, and whether it does where they hold."""
    inside = node
    for outer in function.module.ancestors(node):
        for block in (getattr(outer, field, None) for field in ("body", "orelse", "finalbody")):
            if not isinstance(block, list) or inside not in block:
                continue
            for one in block[: block.index(inside)]:
                if isinstance(one, ast.If):
                    yield from ((one.test, side) for side in (True, False) if _leaves(one.body if side else one.orelse))
        if outer is function.node:
            return
        inside = outer


def _leaves(block: list[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], (ast.Return, ast.Raise))


def is_for_old_python(function: Function, node: ast.AST) -> bool:
    """Whether a node runs only below some version of Python."""
    for branch, side in _branches(function, node):
        test = branch.test
        if isinstance(test, ast.Compare) and ast.unparse(test.left) == "sys.version_info":
            older = isinstance(test.ops[0], (ast.Lt, ast.LtE))
            if older is side and isinstance(test.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
                return True
    return False


def _branches(function: Function, node: ast.AST) -> Iterator[tuple[ast.If, bool]]:
    """Every ``if`` around a node, and whether the node stands where its condition holds."""
    inside = node
    for outer in function.module.ancestors(node):
        if isinstance(outer, ast.If) and inside is not outer.test:
            yield outer, inside in outer.body
        if outer is function.node:
            return
        inside = outer


def _outcome(test: ast.expr, where: Where, constants: Constants) -> bool | None:
    """Whether a condition on a parameter holds for what the call hands to it; None when that cannot be told."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            outcome = _outcome(inner, where, constants)
            return None if outcome is None else not outcome
        case ast.Compare(
            left=ast.Name() as name, ops=[ast.Is() | ast.IsNot() as how], comparators=[ast.Constant(value=None)]
        ):
            value = _given(name, where, constants)
            return None if value is UNKNOWN else (value is None) is isinstance(how, ast.Is)
        case ast.BoolOp(op=how, values=values):
            outcomes = [_outcome(value, where, constants) for value in values]
            decisive = isinstance(how, ast.Or)
            if decisive in outcomes:
                return decisive
            return None if None in outcomes else not decisive
        case ast.Name():
            value = _given(test, where, constants)
            return None if value is UNKNOWN else bool(value)
    return None


def _given(name: ast.Name, where: Where, constants: Constants) -> object:
    """The value of a parameter that the function does not assign to."""
    found = where.scope.lookup(name.id)
    if found is None or len(found[1]) != 1 or not where.given or (found[0], name.id) not in where.given:
        return UNKNOWN
    return constants.value(name, where)
