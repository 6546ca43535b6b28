"""An end that is registered as soon as something is started, so that it comes whatever happens afterwards."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.requests import request_fixture
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.fixing.statements import put_after, put_before
from pytest_bulkhead.checker.idioms import WIDE_SETUPS, Role
from pytest_bulkhead.checker.knowledge import Knowledge
from pytest_bulkhead.checker.module import Function
from pytest_bulkhead.findings import Edit


def end_registered(
    start: ast.Call, end: str, name: str, function: Function, knowledge: Knowledge
) -> tuple[Edit, ...] | None:
    """The edits by which the object that a call starts is ended when the test, or what is around it, is over.

    None where the function has no means for that, and where the start is but a part of something else.

    Args:
        start: the call of the method that starts it.
        end: the method that ends it.
        name: how the object can be called that has no name.
        function: the function in whose own body the call stands.
        knowledge: what is known of the project.
    """
    statement = _statement(start, function)
    if statement is None or not isinstance(start.func, ast.Attribute):
        return None
    register = _register(start, function, knowledge)
    if register is None:
        return None
    called, asked = register
    handle = start.func.value
    if isinstance(handle, (ast.Name, ast.Attribute)):
        parts = [put_after(statement, [f"{called}({text_of(handle, function.module)}.{end})"], function.module)]
    else:
        own = _free_name(name, function)
        parts = [
            put_before(statement, [f"{own} = {text_of(handle, function.module)}"], function.module),
            replaced(handle, own, function.module),
            put_after(statement, [f"{called}({own}.{end})"], function.module),
        ]
    edits = [part for part in parts if part]
    return (*asked, *edits) if len(edits) == len(parts) else None


def _statement(start: ast.Call, function: Function) -> ast.stmt | None:
    """The statement that consists of a call, or assigns its result."""
    statement = function.module.parent(start)
    if not isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)):
        return None
    return statement if function.module.scope_at(start) is function.scope else None


def _register(start: ast.Call, function: Function, knowledge: Knowledge) -> tuple[str, tuple[Edit, ...]] | None:
    """What is called to register an end, and the edits that this needs."""
    idioms = knowledge.idioms
    cls = idioms.test_class(function)
    if cls is not None and idioms.role(function) in (Role.TEST, Role.SETUP):
        outside = [base.dotted for base in knowledge.names.bases(cls) if base.is_external]
        if any(one.endswith("TestCase") for one in outside) and function.parameters:
            method = "addClassCleanup" if function.name in WIDE_SETUPS else "addCleanup"
            return f"{function.parameters[0]}.{method}", ()
    asked = request_fixture("request", start, function, knowledge)
    return None if asked is None else ("request.addfinalizer", asked)


def _free_name(name: str, function: Function) -> str:
    taken = {node.id for node in ast.walk(function.node) if isinstance(node, ast.Name)}
    taken.update(function.parameters)
    return next(one for number in range(1, len(taken) + 3) if (one := name + str(number) * (number > 1)) not in taken)
