"""Which of the statements that give a name its value can have run last where the name is used."""

from __future__ import annotations

import ast
from typing import Protocol, TypeVar

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.source.module import Module

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Gives(Protocol):
    """What gives a name its value: a binding, or whatever else knows the node that does it."""

    @property
    def node(self) -> ast.AST: ...


_G = TypeVar("_G", bound=Gives)


def reaching(bindings: list[_G], use: ast.expr, module: Module) -> list[_G]:
    """The bindings of one scope that can still hold at a use in that scope: no later ones, none that is overwritten."""
    if len(bindings) < 2 or module.parent(use) is None:
        return bindings
    around = list(module.ancestors(use))
    # What a comprehension binds is seen within it, and there nothing else is.
    own_comprehension = [one for one in bindings if _is_comprehension(one) and module.parent(one.node) in around]
    if own_comprehension:
        return own_comprehension
    bindings = [one for one in bindings if not _is_comprehension(one)] or bindings
    if any(isinstance(outer, _LOOPS) for outer in around):
        return bindings
    earlier = [one for one in bindings if isinstance(one.node, ast.arg) or is_before(_placed(one.node), use)]
    own = set(around)
    earlier = [one for one in earlier if one.node not in own or not isinstance(one.node, ast.stmt)]
    for position in range(len(earlier) - 1, 0, -1):
        if _always_runs_before(earlier[position].node, own, module):
            return earlier[position:]
    return earlier or bindings


def _is_comprehension(one: Gives) -> bool:
    return isinstance(one.node, ast.comprehension)


def _placed(node: ast.AST) -> ast.AST:
    return node.context_expr if isinstance(node, ast.withitem) else node


def _always_runs_before(node: ast.AST, around: set[ast.AST], module: Module) -> bool:
    """Whether a statement stands in a block which the use stands in, too, further down."""
    if isinstance(node, ast.arg):
        return True
    statement = module.statement(_placed(node)) if not isinstance(node, ast.withitem) else module.parent(node)
    if statement is None:
        return False
    if isinstance(node, ast.withitem) and statement in around:
        return True
    block = module.parent(statement)
    if block is None:
        return False
    for field in ("body", "orelse", "finalbody"):
        held = getattr(block, field, None)
        if isinstance(held, list) and statement in held:
            return any(one in around for one in held[held.index(statement) + 1 :])
    return False
