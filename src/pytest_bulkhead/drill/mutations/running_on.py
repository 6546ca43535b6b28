"""What a test or fixture has started runs on: the `with` around it, or what ends it, is dropped."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import start_of, taken_out, without_with
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.starting import starts
from pytest_bulkhead.drill.mutating.subject import Subject

_ENDS = ("stop", "shutdown", "terminate", "kill", "join")
_REPLACED = re.compile(r"""["'.](?:Popen|Thread|Process)["']""")
_ALSO = frozenset({"BH201"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        if _REPLACED.search(ast.unparse(function.node)):
            continue  # what would run is a stand-in
        for block in function.scope.own:
            if (
                isinstance(block, ast.With)
                and len(block.items) == 1
                and starts(block.items[0].context_expr, function, subject)
            ):
                yield from _entered(block, function, subject)
        started = {
            ast.unparse(statement.targets[0]): statement
            for statement in subject.statements(function)
            if isinstance(statement, ast.Assign) and starts(statement.value, function, subject)
        }
        for statement in subject.statements(function):
            if isinstance(statement, ast.Expr) and _ended(statement.value) in started:
                at = start_of(started[_ended(statement.value)], subject)
                yield Violation("BH105", (taken_out(statement, subject),), at, (function,), _ALSO)


def _entered(block: ast.With, function: Function, subject: Subject) -> Iterator[Violation]:
    item = block.items[0]
    text = f"{subject.text(item.context_expr)}.__enter__()"
    if item.optional_vars:
        text = f"{subject.text(item.optional_vars)} = {text}"
    edits = without_with(block, [text], subject)
    if edits:
        yield Violation("BH105", edits, start_of(block, subject), (function,), _ALSO)


def _ended(call: ast.expr) -> str:
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _ENDS:
        return ast.unparse(call.func.value)
    return ""


MUTATION = Mutation("running-on", _violations)
