"""The folders that a file puts on the import path by itself."""

from __future__ import annotations

import ast
import os

from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound

_DEPTH = 12
_ADDING = frozenset({"insert", "append"})
_SAME = frozenset({"resolve", "absolute", "abspath", "realpath", "Path", "str", "fspath", "normpath", "as_posix"})


def added_folders(module: Module) -> tuple[str, ...]:
    """The folders that ``sys.path.insert`` and ``append`` at the level of a module name by the file's own place."""
    if "added folders" not in module.memo:
        own = module.scope.own if "sys.path" in module.source.text else ()
        calls = (node for node in own if isinstance(node, ast.Call) and node.args)
        found = [_place(call.args[-1], module, 0) for call in calls if _adds(call.func)]
        module.memo["added folders"] = tuple(dict.fromkeys(place for place in found if place))
    folders: tuple[str, ...] = module.memo["added folders"]
    return folders


def _adds(func: ast.expr) -> bool:
    match func:
        case ast.Attribute(attr=method, value=ast.Attribute(attr="path", value=ast.Name(id="sys"))):
            return method in _ADDING
    return False


def _place(expression: ast.expr, module: Module, depth: int) -> str:
    """The path that an expression means, empty when it is not made of the file's own place and plain texts."""
    if depth > _DEPTH:
        return ""
    match expression:
        case ast.Name(id="__file__"):
            return module.path
        case ast.Name(id=name):
            bindings = module.scope.bindings.get(name, [])
            value = bindings[0].value if len(bindings) == 1 and bindings[0].kind is Bound.VALUE else None
            return _place(value, module, depth + 1) if value is not None and not bindings[0].path else ""
        case ast.Attribute(attr="parent", value=inner):
            return os.path.dirname(_place(inner, module, depth + 1))
        case ast.Subscript(value=ast.Attribute(attr="parents", value=inner), slice=ast.Constant(value=int(steps))):
            return _above(_place(inner, module, depth + 1), steps + 1)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return _joined(_place(left, module, depth + 1), [right])
        case ast.Call(func=func, args=arguments):
            return _called(func, arguments, module, depth)
    return ""


def _called(func: ast.expr, arguments: list[ast.expr], module: Module, depth: int) -> str:
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    if name == "joinpath" and isinstance(func, ast.Attribute):
        return _joined(_place(func.value, module, depth + 1), arguments)
    if name in _SAME:
        inner = arguments[0] if arguments else func.value if isinstance(func, ast.Attribute) else None
        return _place(inner, module, depth + 1) if inner is not None else ""
    if name == "dirname" and arguments:
        return os.path.dirname(_place(arguments[0], module, depth + 1))
    if name == "join" and arguments:
        return _joined(_place(arguments[0], module, depth + 1), arguments[1:])
    return ""


def _joined(base: str, parts: list[ast.expr]) -> str:
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if not base or len(texts) < len(parts):
        return os.path.join(base, os.pardir) if base and _is_pardir(parts) else ""
    return os.path.normpath(os.path.join(base, *texts))


def _is_pardir(parts: list[ast.expr]) -> bool:
    return len(parts) == 1 and isinstance(parts[0], ast.Attribute) and parts[0].attr == "pardir"


def _above(path: str, steps: int) -> str:
    for _ in range(steps):
        path = os.path.dirname(path)
    return path
