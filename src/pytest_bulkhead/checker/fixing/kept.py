"""A mapping as it was before a method of `unittest`, put back when the test is over: `patch.dict` around everything."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.registering import is_of_unittest, registrar_at
from pytest_bulkhead.checker.fixing.statements import put_before
from pytest_bulkhead.checker.flow.cleanup import position
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit


def kept_whole(
    mapping: str, kind: str, sites: Iterable[ast.AST], function: Function, knowledge: Knowledge
) -> tuple[Edit, ...] | None:
    """The edits after which a method of `unittest` leaves a mapping as it was, whatever is done to it.

    None for other functions, which have `monkeypatch`.

    Args:
        mapping: as it is written in the function.
        kind: what the mapping is, for the patcher's name: ``environ``.
        sites: where the function changes it, by itself or through others.
        function: the method.
        knowledge: of the project.
    """
    module, patcher = function.module, f"{kind}_patcher"
    first = min(sites, key=position, default=None)
    statement = next((one for one in function.node.body if first in ast.walk(one)), None) if first else None
    if statement is None or not is_of_unittest(function, knowledge) or patcher in _names(function):
        return None
    registrar, patch = registrar_at(statement, function, knowledge), imported("unittest.mock.patch", statement, module)
    if registrar is None or patch is None:
        return None
    lines = [
        f"{patcher} = {patch.name}.dict({mapping})",
        f"{patcher}.start()",
        f"{registrar.name}({patcher}.stop)",
    ]
    put = put_before(statement, lines, module)
    return None if put is None else (put, *registrar.edits, *patch.edits)


def _names(function: Function) -> set[str]:
    return {node.id for node in ast.walk(function.node) if isinstance(node, ast.Name)}
