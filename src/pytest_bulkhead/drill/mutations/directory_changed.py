"""`monkeypatch.chdir` becomes `os.chdir`."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.monkeypatched import patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in patched_by(subject, "chdir"):
        if len(one.arguments) == 1 and not one.call.keywords:
            yield from one.bare("BH102", f"{{}}({one.argument(0)})", needs="os.chdir")


MUTATION = Mutation("directory-changed", _violations)
