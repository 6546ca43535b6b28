"""Calls whose result nobody can await, which matters where that is a coroutine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode

# Contexts in which a call that nobody awaits may be what is tested.
_WARNED = frozenset({"warns", "deprecated_call", "assertWarns", "assertWarnsRegex", "catch_warnings"})
_TRIED = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress"})
# What calling a coroutine function in a wrong way raises at once.
_AT_ONCE = frozenset({"TypeError", "Exception", "BaseException"})
# What idle calls stand in, and the names that are used.
_TELLING = (
    ast.Name, ast.Expr, ast.Assign, ast.AnnAssign, ast.Compare, ast.Assert, ast.If, ast.While, ast.IfExp,
)  # fmt: skip


def idle_calls(function: Function) -> Iterator[ast.Call]:
    """The calls of a function that are thrown away, compared, asked for their truth, or kept in a name for no more."""
    kept: list[tuple[str, ast.Call]] = []
    idle: set[ast.expr] = set()
    used: set[str] = set()
    for node in function.scope.own_of(_TELLING):
        if isinstance(node, ast.Name):
            if node not in idle:
                used.add(node.id)
        elif isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)):
            if not isinstance(node.value, ast.Call) or _makes_instance(node.value):
                continue
            if isinstance(node, ast.Expr):
                yield node.value
            else:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name):
                    kept.append((target.id, node.value))
                    idle.add(target)
        elif isinstance(node, (ast.Compare, ast.Assert, ast.If, ast.While, ast.IfExp)):
            for value in _only_looked_at(node):
                idle.add(value)
                if isinstance(value, ast.Call):
                    yield value
    yield from (call for name, call in kept if name not in used)


def _only_looked_at(node: ast.Compare | ast.Assert | ast.If | ast.While | ast.IfExp) -> Iterator[ast.expr]:
    """The values that a node compares, or asks for their truth."""
    pending = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node.test]
    while pending:
        value = pending.pop()
        if isinstance(value, ast.BoolOp):
            pending.extend(value.values)
        elif isinstance(value, ast.UnaryOp):
            pending.append(value.operand)
        else:
            yield value


def _makes_instance(call: ast.Call) -> bool:
    """Whether what is called is named like a class."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name[:1].isupper()


def is_dropped(call: ast.Call, function: Function) -> bool:
    """Whether nobody can await what an idle call gives, and its failure is not what is tested."""
    name = _assigned_name(call, function.module)
    if name is None:
        return not _is_tried(call, function)
    return name != "" and _is_never_awaited(name, function)


def _is_only_looked_at(value: ast.expr, module: Module) -> bool:
    """Whether the place where a value stands makes nothing of it but its truth or its identity."""
    outer = module.parent(value)
    while isinstance(outer, (ast.BoolOp, ast.UnaryOp)):
        value, outer = outer, module.parent(outer)
    if isinstance(outer, (ast.If, ast.While, ast.IfExp)):
        return outer.test is value
    return isinstance(outer, (ast.Expr, ast.Compare, ast.Assert))


def _assigned_name(call: ast.Call, module: Module) -> str | None:
    """The single name that a call's result is given; empty for any other target, None when it is not assigned."""
    outer = module.parent(call)
    if not isinstance(outer, (ast.Assign, ast.AnnAssign)):
        return None
    targets = outer.targets if isinstance(outer, ast.Assign) else [outer.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return names[0] if len(targets) == len(names) == 1 else ""


def _is_never_awaited(name: str, function: Function) -> bool:
    if len(function.scope.bindings.get(name, ())) != 1:
        return False
    loads = (node for node in ast.walk(function.node) if isinstance(node, ast.Name) and node.id == name)
    return all(_is_only_looked_at(one, function.module) for one in loads if isinstance(one.ctx, ast.Load))


def _is_tried(call: ast.Call, function: Function) -> bool:
    """Whether the call stands where its failure, or the warning that nobody awaits it, is expected."""
    inside: ast.AST = call
    for outer in function.module.ancestors(call):
        if outer is function.node or isinstance(outer, FunctionNode):
            return False
        if isinstance(outer, (ast.With, ast.AsyncWith)) and any(_expects(one.context_expr) for one in outer.items):
            return True
        if isinstance(outer, ast.Try) and inside in outer.body and any(_catches(one) for one in outer.handlers):
            return True
        inside = outer
    return False


def _expects(head: ast.expr) -> bool:
    called = head.func if isinstance(head, ast.Call) else head
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in _WARNED:
        return True
    return name in _TRIED and isinstance(head, ast.Call) and (not head.args or any(map(_is_at_once, head.args)))


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or _is_at_once(handler.type)


def _is_at_once(kind: ast.expr) -> bool:
    """Whether an exception that is expected can be one that the call itself raises."""
    if isinstance(kind, ast.Tuple):
        return any(map(_is_at_once, kind.elts))
    return not isinstance(kind, ast.Name) or kind.id in _AT_ONCE
