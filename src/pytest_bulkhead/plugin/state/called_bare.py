"""Whether source code uses what a call gives as it is: neither awaited nor handed on to anybody who may await it."""

from __future__ import annotations

import ast
import functools
import linecache

# Whoever gets it in one of these may await it.
_HANDS_ON = (
    *(ast.Await, ast.Call, ast.keyword, ast.Starred, ast.Return, ast.Yield, ast.YieldFrom, ast.Lambda),
    *(ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def is_called_bare(name: str, path: str, first: int, last: int) -> bool:
    """Whether some lines call something of this name, and are content with what the call itself gives.

    Args:
        name: the last part of what is called; empty for anything.
        path: of the file.
        first: the first of the lines.
        last: the last of them.
    """
    return any(
        first <= (call.end_lineno or call.lineno) and call.lineno <= last and (not name or _called(call) == name)
        for call in _bare_calls(path)
    )


@functools.lru_cache(maxsize=16)
def _bare_calls(path: str) -> tuple[ast.Call, ...]:
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
    except (SyntaxError, ValueError):
        return ()
    found: list[ast.Call] = []
    for outer in ast.walk(tree):
        for inner in ast.iter_child_nodes(outer):
            # What is called may be an attribute of what another call gives: that one is not awaited, either.
            is_callee = isinstance(outer, ast.Call) and inner is outer.func
            if isinstance(inner, ast.Call) and (is_callee or not isinstance(outer, _HANDS_ON)):
                found.append(inner)
    return tuple(found)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
