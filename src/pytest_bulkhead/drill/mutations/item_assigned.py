"""`monkeypatch.setitem` becomes an assignment to the item that stays."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.monkeypatched import patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_CODES = {"os.environ": "BH101", "sys.modules": "BH102", "dependency_overrides": "BH301"}


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in patched_by(subject, "setitem"):
        if len(one.arguments) != 3 or one.call.keywords or not lasts(one.arguments[0], one.function, subject):
            continue
        target = subject.dotted(one.arguments[0], one.function)
        code = next((code for name, code in _CODES.items() if target.endswith(name)), "BH103")
        yield from one.bare(code, f"{one.argument(0)}[{one.argument(1)}] = {one.argument(2)}")


MUTATION = Mutation("item-assigned", _violations)
