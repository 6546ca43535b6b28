"""The level of a logger, set with ``caplog``, which puts it back."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing import Edits
from pytest_bulkhead.checker.fixing.mappings import statement_of
from pytest_bulkhead.checker.fixing.replacing import Argument, called
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.meaning.names import Names
from pytest_bulkhead.checker.restoring.operations import Operation
from pytest_bulkhead.checker.source.module import Module


def set_level(change: Operation, names: Names, module: Module) -> Edits:
    """The edits that have ``caplog`` set the level of a logger, None when that is not what a change does."""
    statement = statement_of(change.node, module)
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=logger, attr="setLevel"), args=[level], keywords=[])):
            name = _name_of(logger, change, names, module)
            return None if name is None else called(statement, "caplog.set_level", [level, *name], module)
    return None


def _name_of(logger: ast.expr, change: Operation, names: Names, module: Module) -> list[Argument] | None:
    """The argument by which ``caplog`` is told which logger is meant, none for the root logger."""
    if isinstance(logger, ast.Call):
        if names.dotted(logger.func, change.where) != "logging.getLogger" or len(logger.args) > 1 or logger.keywords:
            return None
        return [f"logger={text_of(logger.args[0], module)}"] if logger.args else []
    if names.dotted(logger, change.where) == "logging.root":
        return []
    return [f"logger={text_of(logger, module)}.name"] if isinstance(logger, (ast.Name, ast.Attribute)) else None
