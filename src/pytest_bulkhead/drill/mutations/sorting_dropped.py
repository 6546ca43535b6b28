"""`sorted` around the values of a parametrized test is dropped, where their order is anybody's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import instead, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_UNORDERED = ("listdir", "glob", "rglob", "iglob", "iterdir", "scandir", "set", "frozenset")


def _violations(subject: Subject) -> Iterator[Violation]:
    for test in subject.tests:
        for decorator in test.node.decorator_list:
            if not isinstance(decorator, ast.Call) or subject.dotted(decorator.func) != "pytest.mark.parametrize":
                continue
            for call in decorator.args[1:2]:
                values = _sorted(call)
                if values is not None:
                    edits = (instead(call, subject.text(values), subject),)
                    yield Violation("BH503", edits, start_of(decorator, subject), (test,))


def _sorted(call: ast.expr) -> ast.expr | None:
    """What is sorted, if it has no order of its own."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "sorted":
        return None
    values = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if isinstance(values, (ast.Set, ast.SetComp)):
        return values
    if isinstance(values, ast.Call):
        name = values.func.attr if isinstance(values.func, ast.Attribute) else getattr(values.func, "id", "")
        return values if name in _UNORDERED else None
    return None


MUTATION = Mutation("sorting-dropped", _violations)
