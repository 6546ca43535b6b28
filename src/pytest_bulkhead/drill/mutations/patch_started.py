"""`with patch(…)` or `@patch(…)` becomes a patch that is started and never stopped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import (
    at_beginning,
    joined,
    start_of,
    without_decorator,
    without_parameter,
    without_with,
)
from pytest_bulkhead.drill.mutating.lasting import lasts
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject

_PATCHES = ("unittest.mock.patch", "unittest.mock.patch.object")
_ALSO = frozenset({"BH101", "BH102", "BH103"})


def _violations(subject: Subject) -> Iterator[Violation]:
    for function in subject.functions:
        yield from _decorators(function, subject)
        for block in function.scope.own:
            item = block.items[0] if isinstance(block, ast.With) and len(block.items) == 1 else None
            if isinstance(block, ast.With) and item and _reaches_others(item.context_expr, function, subject):
                started = f"{subject.text(item.context_expr)}.start()"
                name = item.optional_vars
                edits = without_with(block, [f"{subject.text(name)} = {started}" if name else started], subject)
                if edits:
                    yield Violation("BH104", edits, start_of(block, subject), (function,), _ALSO)


def _decorators(function: Function, subject: Subject) -> Iterator[Violation]:
    """The lowest decorator alone: it is the one that hands over the first mock."""
    decorators = function.node.decorator_list
    patches = [one for one in decorators if _is_patch(one, subject)]
    if not patches or patches[-1] is not decorators[-1]:
        return
    patch = patches[-1]
    text = f"{subject.text(patch)}.start()"
    parts = [without_decorator(patch, function)]
    if _hands_over(patch):
        names = [name for name in function.parameters if name not in ("self", "cls")]
        if not names:
            return
        text = f"{names[0]} = {text}"
        parts.append(without_parameter(function, names[0]))
    inside = at_beginning(function, [text])
    edits = joined(*parts, inside)
    if edits and inside:
        yield Violation("BH104", edits, inside.start, (function,), _ALSO)


def _hands_over(patch: ast.expr) -> bool:
    """Whether the decorated function gets a mock: nothing was named to be put there."""
    if not isinstance(patch, ast.Call):
        return False
    positional = 3 if isinstance(patch.func, ast.Attribute) and patch.func.attr == "object" else 2
    return len(patch.args) < positional and not any(one.arg == "new" for one in patch.keywords)


def _reaches_others(patch: ast.expr, function: Function, subject: Subject) -> bool:
    """Whether what is patched is there for other tests, too."""
    if not isinstance(patch, ast.Call) or not _is_patch(patch, subject) or not patch.args:
        return False
    is_object = subject.dotted(patch.func) == _PATCHES[1]
    return not is_object or lasts(patch.args[0], function, subject)


def _is_patch(call: ast.expr, subject: Subject) -> bool:
    return isinstance(call, ast.Call) and subject.dotted(call.func) in _PATCHES


MUTATION = Mutation("patch-started", _violations)
