"""A wide autouse fixture of a `conftest.py` is defined once more, in a test file."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import brought
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit

_WIDE = ("session", "package", "module")


def _violations(subject: Subject) -> Iterator[Violation]:
    if subject.is_conftest or not subject.tests:
        return
    test = subject.tests[-1]
    name = brought("pytest.fixture", test.node, subject.module)
    text = subject.module.source.text
    if name is None or name[1]:
        return
    for fixture in subject.knowledge.fixtures.autouse(test):
        if fixture.scope not in _WIDE or fixture.function.module is subject.module:
            continue
        head = f'\n\n@{name[0]}(scope="{fixture.scope}", autouse=True)\ndef {fixture.name}():\n    yield\n'
        edits = (Edit(len(text), len(text), head),)
        yield Violation("BH501", edits, len(text), (test,), frozenset({"BH502"}))


MUTATION = Mutation("fixture-duplicated", _violations)
