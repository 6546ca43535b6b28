"""How the result of a call is used, as far as it matters for a coroutine that somebody must await."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.module import Function, Module
from pytest_bulkhead.checker.scopes import FunctionNode

# What a coroutine itself can be asked for.
_OF_COROUTINES = frozenset({"close", "send", "throw", "add_done_callback", "result", "cancel", "exception", "done"})
# Contexts in which a call that nobody awaits may be what is tested.
_WARNED = frozenset({"warns", "deprecated_call", "assertWarns", "assertWarnsRegex", "catch_warnings"})
_TRIED = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress"})
# What calling a coroutine function in a wrong way raises at once.
_AT_ONCE = frozenset({"TypeError", "Exception", "BaseException"})


def is_dropped(call: ast.Call, function: Function) -> bool:
    """Whether nobody can await what a call gives: it is thrown away, compared, or asked for its truth."""
    module = function.module
    if _is_wasted(call, module):
        return not _is_tried(call, function)
    name = _assigned_name(call, module)
    return name != "" and _is_never_awaited(name, function)


def _is_wasted(value: ast.expr, module: Module) -> bool:
    """Whether the place where a value stands makes nothing of it but its truth, its identity, or nothing at all."""
    outer = module.parent(value)
    match outer:
        case ast.Expr() | ast.Compare() | ast.Assert() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return test is value
        case ast.BoolOp():
            return _is_wasted(outer, module)
        case ast.Subscript(value=inner):
            return inner is value
        case ast.Attribute(attr=name):
            return name not in _OF_COROUTINES and not name.startswith(("cr_", "__"))
        case _:
            return False


def _assigned_name(call: ast.Call, module: Module) -> str:
    outer = module.parent(call)
    if isinstance(outer, ast.Assign) and len(outer.targets) == 1 and isinstance(outer.targets[0], ast.Name):
        return outer.targets[0].id
    if isinstance(outer, ast.AnnAssign) and isinstance(outer.target, ast.Name):
        return outer.target.id
    return ""


def _is_never_awaited(name: str, function: Function) -> bool:
    if len(function.scope.bindings.get(name, ())) != 1:
        return False
    return all(_is_wasted(one, function.module) for one in _loads(function).get(name, ()))


def _loads(function: Function) -> dict[str, list[ast.Name]]:
    """Where a function, or one inside it, reads a name."""
    memo = function.module.memo
    if ("loads", function) not in memo:
        found: dict[str, list[ast.Name]] = {}
        for node in ast.walk(function.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        memo["loads", function] = found
    loads: dict[str, list[ast.Name]] = memo["loads", function]
    return loads


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
