"""`patch.dict(os.environ, …)` becomes an update of `os.environ` that stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import (
    at_beginning,
    brought,
    joined,
    start_of,
    without_decorator,
    without_with,
)
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_ENVIRON = ("os.environ", "os.environb")


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        decorators = function.node.decorator_list
        for decorator in decorators:
            values = _values(decorator, subject, function)
            if values is not None:
                yield from _instead_of_decorator(decorator, values, function, subject)
        for block in function.scope.own:
            values = _values_of(block, subject, function)
            if values is not None and isinstance(block, ast.With):
                text = f"{subject.text(block.items[0].context_expr.args[0])}.update({subject.text(values)})"  # type: ignore[attr-defined]
                edits = without_with(block, [text], subject)
                if edits:
                    yield Violation("BH101", edits, start_of(block, subject), (function,))


def _instead_of_decorator(
    decorator: ast.expr, values: ast.expr, function: Function, subject: Subject
) -> Iterator[Violation]:
    name = brought("os.environ", function.node.body[0], subject.module)
    if name is None:
        return
    inside = at_beginning(function, [f"{name[0]}.update({subject.text(values)})"])
    edits = joined(without_decorator(decorator, function), inside, name[1])
    if edits and inside:
        yield Violation("BH101", edits, inside.start, (function,))


def _values_of(block: ast.AST, subject: Subject, function: Function) -> ast.expr | None:
    if isinstance(block, ast.With) and len(block.items) == 1 and block.items[0].optional_vars is None:
        return _values(block.items[0].context_expr, subject, function)
    return None


def _values(call: ast.expr, subject: Subject, function: Function) -> ast.expr | None:
    """What a call of ``patch.dict`` puts into the environment, if that is what it changes."""
    if not isinstance(call, ast.Call) or call.keywords or len(call.args) != 2:
        return None
    if subject.dotted(call.func) != "unittest.mock.patch.dict" or subject.dotted(call.args[0]) not in _ENVIRON:
        return None
    values = call.args[1]
    return values if not isinstance(values, ast.Dict) or values.keys else None


MUTATION = Mutation("environ-updated", _violations)
