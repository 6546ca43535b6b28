"""An `async def` that stands in for a dependency becomes a `lambda` that hands its coroutine to the route."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import instead, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.overriding import overridings
from pytest_bulkhead.drill.mutating.subject import Subject

_ALSO = frozenset({"BH405"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in overridings(subject):
        referent = subject.refer(one.value, one.function)
        stand_in = referent.function if referent else None
        if stand_in and isinstance(stand_in.node, ast.AsyncFunctionDef) and not stand_in.parameters:
            edits = (instead(one.value, f"lambda: {subject.text(one.value)}()", subject),)
            yield Violation("BH302", edits, start_of(one.statement, subject), (one.function,), _ALSO)


MUTATION = Mutation("override-hands-coroutine", _violations)
