"""`caplog.set_level` becomes a level of the root logger that stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import chain
from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        for call in subject.calls(function):
            statement = subject.module.parent(call)
            is_alone = isinstance(statement, ast.Expr) and len(call.args) in (1, 2) and not call.keywords
            if not is_alone or chain(call.func) != "caplog.set_level":
                continue
            name = brought("logging", call, subject.module)
            if name is None:
                continue
            logger = subject.text(call.args[1]) if len(call.args) == 2 else ""
            text = f"{name[0]}.getLogger({logger}).setLevel({subject.text(call.args[0])})"
            edits = joined(instead(call, text, subject), name[1])
            if edits:
                yield Violation("BH102", edits, start_of(call, subject), (function,))


MUTATION = Mutation("log-level-set", _violations)
