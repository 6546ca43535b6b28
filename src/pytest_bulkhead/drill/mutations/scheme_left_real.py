"""The override of a security scheme is dropped, beside that of what rests on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import start_of, taken_out
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.overriding import Overriding, overridings
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    found = list(overridings(subject))
    for one in found:
        others = [each for each in found if each.function is one.function and each is not one]
        if _is_scheme(one, subject) and others:
            edits = (taken_out(one.statement, subject),)
            yield Violation("BH303", edits, start_of(others[0].statement, subject), (one.function,))


def _is_scheme(one: Overriding, subject: Subject) -> bool:
    referent = subject.refer(one.key, one.function)
    value = referent.binding.value if referent and referent.binding else None
    if referent is None or referent.where is None or not isinstance(value, ast.Call):
        return False
    return subject.knowledge.names.dotted(value.func, referent.where).startswith("fastapi.security")


MUTATION = Mutation("scheme-left-real", _violations)
