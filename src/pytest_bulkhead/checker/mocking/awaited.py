"""Whether the code near a test awaits what a function gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Names
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound


def may_be_awaited(function: Function, test: Module, names: Names) -> bool:
    """Whether the code that a test is about awaits a function of that name, or does not speak of it at all.

    Code that only calls it, or hands the function itself to somebody, awaits nothing.
    """
    if any(_is_synchronous_twin(node, function) for node in function.module.nodes):
        return False
    used = False
    for module in _near(function.module, test, names.index):
        for node in module.nodes:
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name != function.name or not isinstance(getattr(node, "ctx", None), ast.Load):
                continue
            if _is_handed_on(node, module):
                return True
            used = True
    return not used


def _is_synchronous_twin(node: ast.AST, function: Function) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == function.name


def _near(home: Module, test: Module, index: ProjectIndex) -> Iterator[Module]:
    """The module of the definition, and those that the test imports or names in a text."""
    targets = [one.target for many in test.scope.bindings.values() for one in many if one.kind is Bound.IMPORT]
    for node in test.nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _looks_dotted(node.value):
            targets.append(node.value)
    paths = dict.fromkeys([home.path, *(index.path_of(target, test) for target in targets)])
    for path in paths:
        module = index.module(path) if path and path != test.path else None
        if module:
            yield module


def _looks_dotted(text: str) -> bool:
    return "." in text and all(part.isidentifier() for part in text.split("."))


def _is_handed_on(node: ast.AST, module: Module) -> bool:
    """Whether a use is a call whose result somebody awaits, or can await."""
    call = module.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        return False
    return not isinstance(module.parent(call), ast.Expr)
