"""Statements that take back what was done to something."""

from __future__ import annotations

import ast
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.subject import Subject

_OVERRIDES = "dependency_overrides"
_OF_PROCESS = ("sys", "logging", "warnings", "signal", "locale")


class Undoing(NamedTuple):
    """One such statement.

    Args:
        target: what is put back.
        code: of the hazard that its absence is.
    """

    statement: ast.stmt
    target: ast.expr
    code: str


def undoing(statement: ast.stmt, function: Function, subject: Subject) -> Undoing | None:
    """What a statement at the end of a test or fixture puts back; None when it does something else."""
    target = _target(statement)
    if target is None:
        return None
    dotted = subject.dotted(target, function)
    if dotted.endswith(_OVERRIDES) or ast.unparse(target).endswith(_OVERRIDES):
        return Undoing(statement, target, "BH301")
    if dotted.startswith("os.environ"):
        return Undoing(statement, target, "BH101")
    return Undoing(statement, target, "BH102" if dotted.partition(".")[0] in _OF_PROCESS else "BH103")


def _target(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return _container(statement.targets[0])
    if isinstance(statement, ast.Delete) and len(statement.targets) == 1:
        return _container(statement.targets[0])
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        return call.func.value
    return None


_METHODS = ("clear", "pop", "remove", "update", "discard")


def _container(target: ast.expr) -> ast.expr | None:
    if isinstance(target, ast.Subscript):
        return target.value
    return target if isinstance(target, ast.Attribute) else None
