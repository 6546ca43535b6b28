"""Whether an expression is a path of ``pathlib``, so that its methods are those of a path."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 8
_MAKERS = frozenset({
    "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.Path.cwd", "pathlib.Path.home",
    "importlib.resources.files", "importlib_resources.files", "upath.UPath", "anyio.Path", "trio.Path",
})  # fmt: skip
_METHODS = frozenset({
    "resolve", "absolute", "joinpath", "expanduser", "with_suffix", "with_name", "with_stem", "relative_to",
    "readlink",
})  # fmt: skip
_FIXTURES = frozenset({"tmp_path", "tmp_path_factory", "shared_datadir", "datadir"})
_ANNOTATIONS = frozenset({"pathlib.Path", "pathlib.PosixPath"})


def is_path_object(expression: ast.expr, where: Where, knowledge: Knowledge, depth: int = 0) -> bool:
    """Whether an expression is surely an object of ``pathlib`` (or of something made alike)."""
    if depth > _DEPTH:
        return False
    match expression:
        case ast.BinOp(op=ast.Div(), left=left):
            return is_path_object(left, where, knowledge, depth + 1)
        case ast.Attribute(attr="parent", value=value):
            return is_path_object(value, where, knowledge, depth + 1)
        case ast.Subscript(value=ast.Attribute(attr="parents", value=value)):
            return is_path_object(value, where, knowledge, depth + 1)
        case ast.Call(func=ast.Attribute(attr=method, value=value)) if method in _METHODS:
            return is_path_object(value, where, knowledge, depth + 1)
        case ast.Call(func=func, args=arguments):
            return knowledge.names.dotted(func, where) in _MAKERS or _is_made(expression, arguments, where, knowledge)
        case ast.Name() | ast.Attribute():
            return _named(expression, where, knowledge, depth)
    return False


def _is_made(call: ast.Call, arguments: list[ast.expr], where: Where, knowledge: Knowledge) -> bool:
    """Whether a helper whose result is annotated as a path is called."""
    helper = knowledge.helper(call, where)
    if helper is None or helper.node.returns is None:
        return False
    outer = Where(helper.module, helper.scope.parent or helper.module.scope)
    return knowledge.names.dotted(helper.node.returns, outer) in _ANNOTATIONS


def _named(name: ast.Name | ast.Attribute, where: Where, knowledge: Knowledge, depth: int) -> bool:
    referent = knowledge.names.refer(name, where)
    binding = referent.binding if referent else None
    if referent is None or referent.where is None or binding is None:
        return False
    if binding.kind is Bound.PARAMETER and isinstance(binding.node, ast.arg):
        annotation = binding.node.annotation
        if binding.node.arg in _FIXTURES:
            return True
        return annotation is not None and knowledge.names.dotted(annotation, referent.where) in _ANNOTATIONS
    held = knowledge.names.assigned(name, where)
    return held is not None and is_path_object(*held, knowledge, depth + 1)
