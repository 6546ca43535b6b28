"""An `AsyncMock` in the place of an `async def` becomes a `Mock`, which cannot be awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_ASYNC_MOCK = "unittest.mock.AsyncMock"


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        for call in subject.calls(function):
            mock = next(_mocks(call, function, subject), None)
            if mock is None or not _replaces_async(call, function, subject):
                continue
            name = brought("unittest.mock.Mock", call, subject.module)
            edits = joined(instead(mock, name[0], subject), name[1]) if name else None
            if edits:
                yield Violation("BH404", edits, start_of(call, subject), (function,))


def _mocks(call: ast.Call, function: Function, subject: Subject) -> Iterator[ast.expr]:
    """The name of the mock's class among what a patch is given."""
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        called = value.func if isinstance(value, ast.Call) else value
        if subject.dotted(called, function) == _ASYNC_MOCK:
            yield called


def _replaces_async(call: ast.Call, function: Function, subject: Subject) -> bool:
    """Whether a call patches something that is an ``async def`` where it is defined."""
    target: ast.expr | None = None
    words = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if words and words[0].count("."):
        referent = subject.knowledge.names.imported(words[0], subject.module)
        return referent is not None and referent.function is not None and _is_async(referent.function)
    if len(call.args) >= 2 and words:
        target = ast.Attribute(call.args[0], words[0])
    referent = subject.refer(target, function) if target is not None else None
    return referent is not None and referent.function is not None and _is_async(referent.function)


def _is_async(function: Function) -> bool:
    return isinstance(function.node, ast.AsyncFunctionDef)


MUTATION = Mutation("plain-mock", _violations)
