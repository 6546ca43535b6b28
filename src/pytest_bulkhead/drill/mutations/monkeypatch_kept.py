"""A test makes a `MonkeyPatch` of its own, which nobody undoes, instead of asking for the fixture."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import at_beginning, brought, joined, without_parameter
from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.monkeypatched import FIXTURE, Patched, patched_by
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_CODES = {"setenv": "BH101", "chdir": "BH102", "syspath_prepend": "BH102", "setattr": "BH103"}


def _violations(subject: Subject) -> Iterator[Violation]:
    done = set()
    for one in patched_by(subject, *_CODES):
        function = one.function
        if function in done or not _reaches_others(one) or _may_be_undone(one):
            continue
        done.add(function)
        name = brought("pytest.MonkeyPatch", function.node.body[0], subject.module)
        if name is None:
            continue
        inside = at_beginning(function, [f"{FIXTURE} = {name[0]}()"])
        edits = joined(without_parameter(function, FIXTURE), inside, name[1])
        if edits and inside:
            codes = frozenset({*_CODES.values(), "BH104"})
            behind = subject.knowledge.fixtures.behind(function)
            why = (
                "another fixture may put it back" if any(FIXTURE in each.function.parameters for each in behind) else ""
            )
            yield Violation(_CODES[one.method], edits, inside.start, (function,), codes, why)


def _may_be_undone(one: Patched) -> bool:
    """Whether the test undoes by itself what it patched, or hands it to somebody who may."""
    for call in one.subject.calls(one.function):
        if ast.unparse(call.func) == f"{FIXTURE}.undo" or any(ast.unparse(each) == FIXTURE for each in call.args):
            return True
    return False


def _reaches_others(one: Patched) -> bool:
    if one.method != "setattr":
        return not one.put_back_by()
    named = (keyword.value for keyword in one.call.keywords if keyword.arg == "target")
    first = next(iter((*one.arguments, *named)), None)
    return first is not None and not isinstance(first, ast.Constant) and lasts(first, one.function, one.subject)


MUTATION = Mutation("monkeypatch-kept", _violations)
