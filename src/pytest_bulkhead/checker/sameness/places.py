"""Whether the source alone decides which folder or file a path means."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Names, Where

_DEPTH = 8
_PURE = ("os.path.", "pathlib.", "builtins.str")


def hangs_on_the_source(path: ast.expr, where: Where, names: Names) -> bool:
    """Whether a path is made of constants and of the place of a source file, and of nothing else."""
    parts = _parts(path, where, names, 0)
    return parts is not None and "__file__" in parts


def _parts(path: ast.expr | None, where: Where, names: Names, depth: int) -> set[str] | None:
    """What a path is made of, None when that is not all known."""
    if depth > _DEPTH:
        return None
    match path:
        case ast.Constant():
            return {"constant"}
        case ast.Name(id="__file__"):
            return {"__file__"}
        case ast.Name():
            referent = names.refer(path, where)
            binding = referent.binding if referent else None
            if referent is None or referent.where is None or binding is None or binding.path:
                return None
            return _parts(binding.value, referent.where, names, depth + 1)
        case ast.Call(func=called, args=args, keywords=[]):
            inner = [*args]
            if not names.dotted(called, where).startswith(_PURE):
                if not isinstance(called, ast.Attribute):
                    return None
                inner.append(called.value)
            return _all(inner, where, names, depth)
        case ast.Attribute(value=inner_path) | ast.Subscript(value=inner_path):
            return _parts(inner_path, where, names, depth + 1)
        case ast.BinOp(left=left, right=right):
            return _all([left, right], where, names, depth)
    return None


def _all(paths: list[ast.expr], where: Where, names: Names, depth: int) -> set[str] | None:
    found: set[str] = set()
    for one in paths:
        parts = _parts(one, where, names, depth + 1)
        if parts is None:
            return None
        found |= parts
    return found
