"""What stands in for a dependency becomes a bare `Mock`, whose parameters FastAPI takes for those of the request."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.overriding import overridings
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in overridings(subject):
        name = brought("unittest.mock.Mock", one.statement, subject.module)
        if name is None:
            continue
        value = one.value
        answer = subject.text(value.body) if isinstance(value, ast.Lambda) else f"{subject.text(value)}()"
        if not isinstance(value, ast.Lambda) and not _takes_nothing(value, one.function, subject):
            continue
        edits = joined(instead(value, f"{name[0]}(return_value={answer})", subject), name[1])
        if edits:
            yield Violation("BH302", edits, start_of(one.statement, subject), (one.function,))


def _takes_nothing(value: ast.expr, function: object, subject: Subject) -> bool:
    referent = subject.refer(value)
    stand_in = referent.function if referent else None
    return stand_in is not None and isinstance(stand_in.node, ast.FunctionDef) and not stand_in.parameters


MUTATION = Mutation("override-bare-mock", _violations)
