"""An autouse fixture of a test file comes to live as long as the session, as only those of a `conftest.py` may."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit


def _violations(subject: Subject) -> Iterator[Violation]:
    if subject.is_conftest:
        return
    for function in subject.functions:
        fixture = subject.knowledge.idioms.fixture(function)
        if fixture is None or not fixture.autouse or fixture.scope != "function" or function.owner is not None:
            continue
        if not _can_be_wide(function, subject):
            continue
        for decorator in function.node.decorator_list:
            if isinstance(decorator, ast.Call) and decorator.keywords:
                at = start_of(decorator.keywords[0].value, subject) - len(f"{decorator.keywords[0].arg}=")
                edits = (Edit(at, at, 'scope="session", '),)
                yield Violation("BH502", edits, start_of(decorator, subject), (function,), frozenset({"BH501"}))


def _can_be_wide(function: Function, subject: Subject) -> bool:
    """Whether what it asks for lives as long."""
    asked = [subject.knowledge.fixtures.find(name, function) for name in function.parameters]
    return all(one is not None and one.scope == "session" for one in asked)


MUTATION = Mutation("fixture-widened", _violations)
