"""`monkeypatch.syspath_prepend` becomes an insertion into `sys.path` that stays."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.monkeypatched import patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in patched_by(subject, "syspath_prepend"):
        if len(one.arguments) == 1 and not one.call.keywords:
            yield from one.bare("BH102", f"{{}}.insert(0, str({one.argument(0)}))", needs="sys.path")


MUTATION = Mutation("import-path-extended", _violations)
