"""Whether the product itself takes out again what a test has put into a container of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.flow.variables import Home, Variable
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode

# What every container has: such a name does not tell that it is the product's function.
_ANYBODY_S = frozenset({"pop", "popitem", "clear", "remove", "discard", "get", "update", "add", "append", "setdefault"})
_REMOVES = frozenset({"pop", "clear"})
# What stands in one of these may as well not run.
_MAYBE = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Match)


def is_taken_out(change: Operation, variable: Variable, function: Function) -> bool:
    """Whether a function of the product that surely takes an entry out is called after a test has put one in."""
    if change.action is not Action.SET or variable.home is not Home.PRODUCT or variable.holder.where is None:
        return False
    if not isinstance(variable.holder.node, ast.Module):
        return False
    takers = _takers(variable.holder.where.module, variable.attribute)
    return bool(takers) and any(
        isinstance(node, ast.Call) and _called(node) in takers and is_before(change.at, node)
        for node in function.scope.own
    )


def _takers(module: Module, name: str) -> frozenset[str]:
    """The functions and methods of a module that take an entry out of a container at its top, come what may."""
    key = ("takers", name)
    if key not in module.memo:
        module.memo[key] = frozenset(_functions_that_take(module, name)) - _ANYBODY_S
    takers: frozenset[str] = module.memo[key]
    return takers


def _functions_that_take(module: Module, name: str) -> Iterator[str]:
    for node in module.nodes_of(ast.Call, ast.Delete):
        if not _removes_from(node, name):
            continue
        for outer in module.ancestors(node):
            if isinstance(outer, _MAYBE):
                break
            if isinstance(outer, FunctionNode):
                yield outer.name
                break


def _removes_from(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=container), attr=method)):
            return container == name and method in _REMOVES
        case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=container))]):
            return container == name
    return False


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
