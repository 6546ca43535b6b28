"""Whether a generator of random numbers is set to a known start before code uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Module

_HOOKS = frozenset({"pytest_configure", "pytest_sessionstart", "pytest_generate_tests", "pytest_addoption"})
_SEEDS = frozenset({"seed", "seed_instance", "set_seed", "seed_everything", "manual_seed", "setstate", "seed_all"})


def is_seeded(where: Where, index: ProjectIndex) -> bool:
    """Whether the function around a place, importing its file, or a conftest above it seeds a generator."""
    module = where.module
    return any(map(_is_seed, where.scope.own)) or any(map(_at_import, (module, *index.conftests(module.path))))


def _at_import(module: Module) -> bool:
    if "seeds" not in module.memo:
        module.memo["seeds"] = any(map(_is_seed, _early(module)))
    known: bool = module.memo["seeds"]
    return known


def _is_seed(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not (node.args or node.keywords):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in _SEEDS


def _early(module: Module) -> Iterator[ast.AST]:
    """What runs when a module is imported or the run begins."""
    for node in module.scope.own:
        yield node
        yield from _inside(node, module)


def _inside(node: ast.AST, module: Module) -> Iterable[ast.AST]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in _HOOKS:
        return ast.walk(node)
    return module.scope_of(node).own if isinstance(node, ast.ClassDef) else ()
