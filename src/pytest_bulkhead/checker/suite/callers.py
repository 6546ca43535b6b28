"""From where the helpers of a file are called, and what those calls hand to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge


def places(node: ast.AST, module: Module, knowledge: Knowledge) -> Iterator[Where]:
    """The scope around a node as it stands, then once for each call of the helper around it, with its arguments."""
    scope = module.scope_at(node)
    yield Where(module, scope)
    helper = outermost(node, module)
    if helper is None or not helper.parameters or knowledge.idioms.role(helper) is not Role.HELPER:
        return
    for call in _calls_by_name(module).get(helper.name, ()):
        where = Where(module, module.scope_at(call))
        if where.scope is not helper.scope and knowledge.helper(call, where) is helper:
            given = knowledge.inside(helper, call, where).given
            if given:
                yield Where(module, scope, given)


def outermost(node: ast.AST, module: Module) -> Function | None:
    """The function around a node that is nested in no other."""
    found = None
    inner = module.function_at(node)
    while inner is not None:
        found = inner
        inner = module.function_at(inner.node)
    return found


def _calls_by_name(module: Module) -> dict[str, list[ast.Call]]:
    if "calls by name" not in module.memo:
        found: dict[str, list[ast.Call]] = {}
        for node in module.nodes:
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found.setdefault(name, []).append(node)
        module.memo["calls by name"] = found
    calls: dict[str, list[ast.Call]] = module.memo["calls by name"]
    return calls
