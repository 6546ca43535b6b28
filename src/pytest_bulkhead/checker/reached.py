"""Whether code of the test tree runs when tests run: in tests, fixtures and set-ups, and in what these call."""

from __future__ import annotations

import ast
import os

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.callers import outermost
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.import_time import is_conftest, is_script

_DEPTH = 4


def is_reached(node: ast.AST, file: CheckedFile) -> bool:
    """Whether a test run gets to a node; at module level, whether importing the file does."""
    function = outermost(node, file.module)
    if function is None:
        return (_is_test_file(file.module) or is_conftest(file.module)) and not is_script(file.module)
    return _is_run(function, file, 0)


def _is_run(function: Function, file: CheckedFile, depth: int) -> bool:
    if file.knowledge.idioms.role(function) is not Role.HELPER:
        return True
    if depth > _DEPTH:
        return False
    for user in _users(function.name, file.module):
        around = outermost(user, file.module)
        if around is None:
            if not isinstance(user, ast.Name) or not _is_definition(user, file.module):
                return True
        elif around is not function and _is_run(around, file, depth + 1):
            return True
    return not _is_test_file(file.module) and _is_used_elsewhere(function, file)


def run_by(function: Function, file: CheckedFile, depth: int = 0) -> list[Function]:
    """The functions of a file from which a helper is called, or handed on, in a test run; itself when it is none."""
    if file.knowledge.idioms.role(function) is not Role.HELPER or depth > _DEPTH:
        return [function]
    found: dict[Function, None] = {}
    for user in _users(function.name, file.module):
        around = outermost(user, file.module)
        if around is not None and around is not function:
            found.update(dict.fromkeys(run_by(around, file, depth + 1)))
    return list(found) or [function]


def _users(name: str, module: Module) -> list[ast.Name | ast.Attribute]:
    """Where a name is read in a file, as a name or an attribute."""
    if "read names" not in module.memo:
        found: dict[str, list[ast.Name | ast.Attribute]] = {}
        for node in module.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
            elif isinstance(node, ast.Attribute):
                found.setdefault(node.attr, []).append(node)
        module.memo["read names"] = found
    known: dict[str, list[ast.Name | ast.Attribute]] = module.memo["read names"]
    return known.get(name, [])


def _is_definition(user: ast.Name, module: Module) -> bool:
    """Whether a name at module level only tells what a type is."""
    return any(isinstance(outer, ast.AnnAssign) for outer in module.ancestors(user))


def _is_test_file(module: Module) -> bool:
    name = os.path.basename(module.path)
    return name.startswith("test_") or name.endswith("_test.py")


def _is_used_elsewhere(function: Function, file: CheckedFile) -> bool:
    """Whether a file of tests uses a helper, or the class that it is a method of."""
    wanted = function.owner or function.node
    stem = os.path.splitext(os.path.basename(function.module.path))[0]
    index, texts = file.knowledge.index, (wanted.name.encode(), stem.encode() if stem != "conftest" else b"")
    above = (one.path for one in index.conftests(file.module.path))
    conftests = {path for path in above if all(index.mentions(path, text) for text in texts)}
    for path in sorted(conftests.union(file.test_files_with(*texts)) - {file.module.path}):
        other = index.module(path)
        if other is not None and any(_means(user, wanted, other, file) for user in _users(wanted.name, other)):
            return True
    return False


def _means(
    user: ast.Name | ast.Attribute,
    wanted: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    other: Module,
    file: CheckedFile,
) -> bool:
    referent = file.knowledge.names.refer(user, Where(other, other.scope_at(user)))
    return referent is not None and referent.node is wanted
