"""`addCleanup(patcher.stop)`, `addfinalizer(patcher.stop)` or `patcher.stop()` is dropped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import start_of, taken_out
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_ALSO = frozenset({"BH101", "BH102", "BH103"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        patchers = dict(_patchers(function, subject))
        for statement in subject.statements(function):
            if isinstance(statement, ast.Expr) and _stopped(statement.value) in patchers:
                at = start_of(patchers[_stopped(statement.value)], subject)
                yield Violation("BH104", (taken_out(statement, subject),), at, (function,), _ALSO)


def _patchers(function: Function, subject: Subject) -> Iterator[tuple[str, ast.stmt]]:
    for statement in subject.statements(function):
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            called = subject.dotted(statement.value.func, function)
            if called == "unittest.mock.patch" or called.startswith("unittest.mock.patch."):
                yield ast.unparse(statement.targets[0]), statement


def _stopped(call: ast.expr) -> str:
    """The name of the patcher that a statement stops, or has stopped."""
    if not isinstance(call, ast.Call) or call.keywords:
        return ""
    stop: ast.expr = call.func
    if isinstance(stop, ast.Attribute) and stop.attr in ("addCleanup", "addfinalizer") and len(call.args) == 1:
        stop = call.args[0]
    return ast.unparse(stop.value) if isinstance(stop, ast.Attribute) and stop.attr == "stop" else ""


MUTATION = Mutation("stop-dropped", _violations)
