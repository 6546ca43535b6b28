"""What a session fixture made in `tmp_path_factory` comes to lie in a folder that is the same in every worker."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import chain
from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        for call in subject.calls(function):
            if chain(call.func) != "tmp_path_factory.mktemp" or not call.args:
                continue
            name = brought("pathlib.Path", call, subject.module)
            if name is None:
                continue
            statement = subject.module.statement(call)
            edits = joined(instead(call, f"{name[0]}(__file__).parent", subject), name[1])
            if edits:
                at = start_of(statement, subject)
                yield Violation("BH205", edits, at, (function,), frozenset({"BH504", "BH208"}))


MUTATION = Mutation("session-folder-fixed", _violations)
