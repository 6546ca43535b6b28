"""Where in a function a statement stands: before what it is for, or in what is run afterwards whatever happens."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Idioms


def position(node: ast.AST) -> tuple[int, int]:
    """The order of a node in the text."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def is_before(one: ast.AST, other: ast.AST) -> bool:
    return position(one) < position(other)


def finally_of(function: Function, node: ast.AST) -> ast.Try | None:
    """The innermost ``try`` of the function in whose ``finally`` a node stands."""
    inside = node
    for outer in function.module.ancestors(node):
        if isinstance(outer, ast.Try) and inside in outer.finalbody:
            return outer
        if outer is function.node:
            return None
        inside = outer
    return None


def is_after_yield(function: Function, node: ast.AST, idioms: Idioms) -> bool:
    """Whether a node stands after the yield of a fixture or context manager."""
    if not (idioms.fixture(function) or idioms.is_context_manager(function)):
        return False
    pause = function.first_yield
    # What is yielded is worked out before.
    return pause is not None and is_before(pause, node) and pause not in function.module.ancestors(node)


def in_handler(function: Function, node: ast.AST) -> bool:
    """Whether a node runs only when something was raised."""
    for outer in function.module.ancestors(node):
        if isinstance(outer, ast.ExceptHandler):
            return True
        if outer is function.node:
            return False
    return False


def finally_covers(attempt: ast.Try, node: ast.AST, function: Function) -> bool:
    """Whether a ``finally`` runs after a node: that stands in the ``try``, or before it."""
    if is_before(node, attempt):
        return True
    inside = node
    for outer in function.module.ancestors(node):
        if outer is attempt:
            return inside not in attempt.finalbody
        inside = outer
    return False
