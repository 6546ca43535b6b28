"""Pieces of source as modules, and what they become by some edits."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.source import parse_source
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit


def module_of(text: str, folder="/project", name="test_case") -> Module:
    return Module(parse_source(text.encode(), f"{folder}/{name}.py", f"{name}.py"), name)


def knowledge_of(module: Module, folder="/project") -> Knowledge:
    index = ProjectIndex(folder, folder)
    index.add(module)
    return Knowledge(index)


def function_of(module: Module, name: str) -> Function:
    wanted = (ast.FunctionDef, ast.AsyncFunctionDef)
    return next(module.function(one) for one in module.nodes if isinstance(one, wanted) and one.name == name)


def first(module: Module, kind: type[ast.AST]):
    return next(one for one in module.nodes if isinstance(one, kind))


def edited(module: Module, edits: Iterable[Edit] | Edit | None) -> str | None:
    """The text after the edits, or None where there are none to be had."""
    if edits is None:
        return None
    text = module.source.text
    for edit in sorted([edits] if isinstance(edits, Edit) else edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    ast.parse(text)
    return text
