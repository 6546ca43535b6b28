"""A mock of another class, and what a mock that is made on the spot answers."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit

_PLAIN = ("Mock", "MagicMock")
_ASYNC = "AsyncMock"


def made_async(value: ast.expr, module: Module) -> tuple[Edit, ...] | None:
    """The edits after which a mock, or the class that shall make one, is an `AsyncMock`."""
    named = value.func if isinstance(value, ast.Call) else value
    if isinstance(named, ast.Attribute) and named.attr in _PLAIN:
        edit = replaced(named, f"{text_of(named.value, module)}.{_ASYNC}", module)
        return None if edit is None else (edit,)
    if not isinstance(named, ast.Name) or named.id not in _PLAIN:
        return None
    needed = imported(f"unittest.mock.{_ASYNC}", value, module)
    edit = replaced(named, needed.name, module) if needed else None
    return None if edit is None or needed is None else (edit, *needed.edits)


def answer_of(value: ast.expr) -> ast.expr | None:
    """What a mock answers, if it is made on the spot and told nothing else."""
    match value:
        case ast.Call(args=[], keywords=[ast.keyword(arg="return_value", value=answer)]):
            return answer
    return None
