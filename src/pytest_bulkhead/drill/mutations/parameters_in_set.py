"""The values of a parametrized test become a set, whose order differs from process to process."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import instead, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

# Fewer texts have the same order by chance too often.
_FEWEST = 4


def _violations(subject: Subject) -> Iterator[Violation]:
    for test in subject.tests:
        for decorator in test.node.decorator_list:
            if not isinstance(decorator, ast.Call) or subject.dotted(decorator.func) != "pytest.mark.parametrize":
                continue
            if len(decorator.args) == 2 and not decorator.keywords and _are_texts(decorator.args[1]):
                values = decorator.args[1]
                text = subject.text(values)
                edits = (instead(values, f"{{{text[1:-1]}}}", subject),)
                yield Violation("BH503", edits, start_of(decorator, subject), (test,))


def _are_texts(values: ast.expr) -> bool:
    """Whether they are different texts, each of which is an argument of its own."""
    if not isinstance(values, ast.List):
        return False
    texts = [one.value for one in values.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return len(texts) == len(values.elts) == len(set(texts)) and len(texts) >= _FEWEST


MUTATION = Mutation("parameters-in-set", _violations)
