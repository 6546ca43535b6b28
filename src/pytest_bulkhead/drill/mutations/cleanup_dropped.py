"""What takes a change back is dropped: after a `yield`, in a `finally`, or as the last statement of a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import start_of, taken_out
from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.drill.mutating.undoing import Undoing, undoing

_ALSO = frozenset({"BH101", "BH102", "BH103", "BH104", "BH301"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        undone: dict[str, list[Undoing]] = {}
        for statement in _last_ones(function):
            one = undoing(statement, function, subject)
            if one and lasts(one.target, function, subject):
                undone.setdefault(ast.unparse(one.target), []).append(one)
        for ones in undone.values():
            changed = _changed_by(function, ones, subject)
            if changed is None:
                continue
            edits = tuple(taken_out(one.statement, subject) for one in ones)
            yield Violation(ones[0].code, edits, start_of(changed, subject), (function,), _ALSO)


def _last_ones(function: Function) -> Iterator[ast.stmt]:
    """The statements that run at the end: those of a `finally`, after the `yield`, and the last one."""
    first_yield = function.first_yield
    after = first_yield.lineno if first_yield is not None else function.node.body[-1].lineno - 1
    for node in function.scope.own:
        if isinstance(node, ast.Try):
            yield from (one for one in node.finalbody if one.lineno <= after)
        if isinstance(node, ast.stmt) and node.lineno > after:
            yield node


def _changed_by(function: Function, ones: list[Undoing], subject: Subject) -> ast.stmt | None:
    """The statement of the function that changes what is undone."""
    target = ast.unparse(ones[0].target)
    first = min(one.statement.lineno for one in ones)
    for statement in sorted(subject.statements(function), key=lambda one: one.lineno):
        if statement.lineno < first and _changes(statement, target):
            return statement
    return None


def _changes(statement: ast.stmt, target: str) -> bool:
    if isinstance(statement, (ast.Assign, ast.AugAssign)):
        written = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return any(ast.unparse(one) == target or ast.unparse(one).startswith(f"{target}[") for one in written)
    text = ast.unparse(statement)
    calls = tuple(f"{target}.{name}(" for name in ("update", "append", "add", "setdefault", "insert", "extend"))
    return isinstance(statement, ast.Expr) and text.startswith(calls)


MUTATION = Mutation("cleanup-dropped", _violations)
