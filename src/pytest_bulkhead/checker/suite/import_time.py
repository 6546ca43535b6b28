"""What importing a file means for a run: for whom it is a default, and whose it is alone."""

from __future__ import annotations

import ast
import os

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Module


def is_conftest(module: Module) -> bool:
    return os.path.basename(module.path) == "conftest.py"


def is_script(module: Module) -> bool:
    """Whether a file is called like a test module and holds no test: somebody runs it by hand."""
    if not os.path.basename(module.path).startswith("test_"):
        return False
    tests = (ast.FunctionDef, ast.AsyncFunctionDef)
    return not any(
        isinstance(node, ast.ClassDef) or (isinstance(node, tests) and node.name.startswith("test"))
        for node in module.nodes
    )


def holds_tests(module: Module) -> bool:
    """Whether a file has tests of its own, so that it is no helper that others import."""
    tests = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in module.source.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        if any(isinstance(one, tests) and one.name.startswith("test") for one in inside):
            return True
    return False


def is_default(module: Module, index: ProjectIndex) -> bool:
    """Whether pytest imports the file before any test runs: the first conftest, or the package of all tests."""
    folder = os.path.dirname(module.path)
    if is_conftest(module):
        # Besides the first one, pytest loads those of `test*` folders right below it as it starts.
        starts = os.path.basename(folder).startswith("test") and os.path.dirname(folder)
        return all(os.path.dirname(one.path) == starts for one in index.conftests(module.path))
    is_package = os.path.basename(module.path) == "__init__.py"
    return is_package and not index.roots.has(os.path.dirname(folder), "__init__.py", module.path)
