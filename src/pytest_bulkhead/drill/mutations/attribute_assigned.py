"""`monkeypatch.setattr` becomes an assignment that stays."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.monkeypatched import Patched, patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_OF_OUTSIDE = frozenset({"BH102", "BH103", "BH104", "BH101"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in patched_by(subject, "setattr"):
        if len(one.arguments) != 3 or one.call.keywords or not lasts(one.arguments[0], one.function, subject):
            continue
        name = one.arguments[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value.isidentifier():
            yield from one.bare(_code(one), f"{one.argument(0)}.{name.value} = {one.argument(2)}", also=_OF_OUTSIDE)


def _code(one: Patched) -> str:
    """The process's own state is a hazard of its own."""
    root = one.subject.dotted(one.arguments[0], one.function).partition(".")[0]
    return "BH102" if root in sys.stdlib_module_names else "BH103"


MUTATION = Mutation("attribute-assigned", _violations)
