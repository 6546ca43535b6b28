"""What a function starts and leaves running, stopped when its test is over."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.fixing.registering import registrar_at
from pytest_bulkhead.checker.fixing.spans import indentation, line_end, span_of, text_of
from pytest_bulkhead.checker.fixing.statements import has_own_lines, put_after, put_before, whole_span
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit


def stopped(start: ast.Call, end: str, function: Function, knowledge: Knowledge, kind: str) -> tuple[Edit, ...] | None:
    """The edits after which what a call of a method starts is ended by another method of the same object.

    None where the function has no way to do it, or where the call is but a part of something larger.

    Args:
        start: ``patcher.start()``, or ``patch(…).start()``, whose object then gets a name.
        end: the method that ends it.
        function: the one in whose own body the call stands.
        knowledge: of the project.
        kind: what the object is, for its name: ``patcher``.
    """
    module = function.module
    statement = module.statement(start)
    if not isinstance(start.func, ast.Attribute) or not has_own_lines(statement, module) or not _is_whole(statement):
        return None
    named = _named(start.func.value, statement, function, kind)
    if named is None:
        return None
    name, edits = named
    later = after_the_pause(f"{name}.{end}()", statement, function)
    if later is not None and len(function.scope.bindings.get(name, ())) == (not edits):
        return (*edits, later)
    registrar = registrar_at(start, function, knowledge)
    if registrar is None:
        return None
    line = f"{registrar.name}({name}.{end})"
    leaves = isinstance(statement, ast.Return) or isinstance(getattr(statement, "value", None), ast.Yield)
    put = put_before(statement, [line], module) if leaves else put_after(statement, [line], module)
    return None if put is None else (*edits, put, *registrar.edits)


def _is_whole(statement: ast.stmt) -> bool:
    """Whether nothing of a statement runs after it: what follows it comes next."""
    return isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return))


def _named(handle: ast.expr, statement: ast.stmt, function: Function, kind: str) -> tuple[str, tuple[Edit, ...]] | None:
    """The words for an object, and the edits after which they mean it."""
    module = function.module
    if isinstance(handle, (ast.Name, ast.Attribute)):
        return ast.unparse(handle), ()
    if not isinstance(handle, ast.Call):
        return None
    name = _free_name(handle, function, kind)
    if name is None:
        return None
    at, span = whole_span(statement, module).start, span_of(handle, module)
    made = f"{name} = {text_of(handle, module)}{line_end(module)}{indentation(at, module)}"
    return name, (Edit(at, at, made), Edit(span.start, span.end, name))


def _free_name(handle: ast.Call, function: Function, kind: str) -> str | None:
    """A name that says what the object is for, that the function does not use, and that no other object in it gets."""
    used = {node.id for node in ast.walk(function.node) if isinstance(node, ast.Name)} | {*function.parameters}
    method = getattr(function.module.parent(handle), "attr", "")
    alike = [
        node.func.value
        for node in function.scope.own
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]
    names: dict[ast.Call, str] = {}
    for node in (one for one in alike if isinstance(one, ast.Call)):
        stem = _target(function.module.statement(node)) or _patched(node)
        wanted = f"{stem}_{kind}" if stem and stem != kind else kind
        tried = (wanted, *(f"{wanted}_{number}" for number in range(2, len(alike) + 2)))
        names[node] = next((one for one in tried if one not in used), "")
        used.add(names[node])
    return names.get(handle) or None


def _target(statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""


def _patched(handle: ast.Call) -> str:
    """The last word of what a call is told to patch."""
    texts = [one.value for one in handle.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    last = texts[-1].rpartition(".")[2] if texts else ""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", last).lower() if last.isidentifier() else ""


def after_the_pause(line: str, statement: ast.stmt, function: Function) -> Edit | None:
    """The line after the yield of a fixture, if that comes after the start or with it, whatever happens between."""
    pause, module = function.first_yield, function.module
    if pause is None:
        return None
    resting = module.statement(pause)
    body = function.node.body
    if resting not in body or (statement not in body) or body.index(statement) > body.index(resting):
        return None
    return put_after(resting, [line], module)
