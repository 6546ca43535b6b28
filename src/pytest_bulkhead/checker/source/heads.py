"""The line with the name of a definition: a finding about it is not one about its whole body."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.source.source import Source
from pytest_bulkhead.findings import Location


def head_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, source: Source) -> Location:
    """Where a definition's first line stands, without its decorators."""
    whole = source.location(node)
    return Location(whole.path, whole.line, whole.column, whole.line, len(source.line(node.lineno).rstrip()) + 1)
