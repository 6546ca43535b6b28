"""Whether a generator of numpy gives one random number or an array, and of how many dimensions."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.sameness.volatile_sources import SHAPES


def is_single(call: ast.Call, name: str) -> bool:
    """Whether a generator of numpy gives one number rather than an array."""
    if any(one.arg in SHAPES for one in call.keywords):
        return False
    if name in ("rand", "randn", "random", "random_sample", "standard_normal"):
        return not call.args
    return len(call.args) <= 2


def dimensions(call: ast.Call, name: str) -> int:
    """Of how many dimensions an array of random numbers is, 0 for a single one."""
    if name in ("rand", "randn"):
        return len(call.args)
    given = next((one.value for one in call.keywords if one.arg in SHAPES), None)
    position = 0 if name in ("random", "random_sample", "standard_normal") else 2
    if given is None and len(call.args) > position:
        given = call.args[position]
    if given is None:
        return 0
    return len(given.elts) if isinstance(given, (ast.Tuple, ast.List)) else 1
