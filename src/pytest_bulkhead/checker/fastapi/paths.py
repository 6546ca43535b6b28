"""The text of a path, with a name in the place of what the source does not show."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.constants import Constants
from pytest_bulkhead.checker.meaning.names import Where


def path_text(expression: ast.expr | None, where: Where, constants: Constants) -> str | None:
    """The path that an expression gives; None when too little of it is known.

    A setting such as ``settings.PREFIX`` stands in it as its full name in angle brackets, wherever it is used.
    """
    if expression is None:
        return None
    value = constants.value(expression, where)
    if isinstance(value, str):
        return value
    match expression:
        case ast.Name() | ast.Attribute():
            referent = constants.names.refer(expression, where)
            return f"<{referent.dotted}>" if referent and "." in referent.dotted else None
        case ast.JoinedStr(values=values):
            inner = [part.value if isinstance(part, ast.FormattedValue) else part for part in values]
            parts = [path_text(one, where, constants) or "<>" for one in inner]
            return "".join(parts)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first, second = path_text(left, where, constants), path_text(right, where, constants)
            return None if first is None or second is None else first + second
    return None
