"""An attribute that a test sets on its own object is set on the class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import instead, start_of
from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        made = dict(_made(function, subject))
        for statement in subject.statements(function):
            target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in made:
                edits = (instead(target.value, made[target.value.id], subject),)
                yield Violation("BH103", edits, start_of(statement, subject), (function,))


def _made(function: Function, subject: Subject) -> Iterator[tuple[str, str]]:
    """The variables that hold an object of a class that is there for all tests, with the class's name."""
    for name, bindings in function.scope.bindings.items():
        value = bindings[0].value if len(bindings) == 1 else None
        if isinstance(value, ast.Call) and not bindings[0].path and lasts(value.func, function, subject):
            found = subject.refer(value.func, function)
            if found is not None and isinstance(found.node, ast.ClassDef):
                yield name, subject.text(value.func)


MUTATION = Mutation("class-attribute-set", _violations)
