"""`monkeypatch.setenv` becomes a write to `os.environ` that stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.monkeypatched import patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in patched_by(subject, "setenv"):
        if len(one.arguments) != 2 or one.call.keywords:
            continue
        value = one.arguments[1]
        is_text = isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str))
        text = one.argument(1) if is_text else f"str({one.argument(1)})"
        yield from one.bare("BH101", f"{{}}[{one.argument(0)}] = {text}", needs="os.environ")


MUTATION = Mutation("environ-written", _violations)
