"""The edits of which mutations are made; each is None where the text cannot be changed in that way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from pytest_bulkhead.checker.fixing.blocks import freed
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.spans import span_of
from pytest_bulkhead.checker.fixing.statements import put_before, whole_span
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit

_COMMA = re.compile(r"\s*,")
Edits = Iterable[Edit] | Edit | None


def joined(*parts: Edits) -> tuple[Edit, ...] | None:
    """The edits of all parts, None when one of them is missing."""
    edits: list[Edit] = []
    for part in parts:
        if part is None:
            return None
        edits.extend([part] if isinstance(part, Edit) else part)
    return tuple(dict.fromkeys(edits))


def start_of(node: ast.expr | ast.stmt, subject: Subject) -> int:
    """Where a node begins in the text."""
    return span_of(node, subject.module).start


def instead(node: ast.expr | ast.stmt, text: str, subject: Subject) -> Edit:
    """Another text in the place of a node."""
    return Edit(*span_of(node, subject.module), text)


def brought(dotted: str, at: ast.AST, module: Module) -> tuple[str, tuple[Edit, ...]] | None:
    """The name by which a module, or a member of one, can be used at a place, and the import that this needs."""
    found = imported(dotted, at, module)
    return (found.name, found.edits) if found else None


def taken_out(statement: ast.stmt, subject: Subject) -> Edit:
    """A statement replaced by ``pass``, so that a block which it was alone in remains one."""
    return instead(statement, "pass", subject)


def at_beginning(function: Function, lines: Sequence[str]) -> Edit | None:
    """Statements before all others of a function, after its docstring."""
    body = function.node.body
    has_text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    if has_text and len(body) == 1:
        return None
    return put_before(body[1] if has_text else body[0], lines, function.module)


def above(function: Function, lines: Sequence[str]) -> Edit | None:
    """Lines before a function and its decorators."""
    return put_before(function.node, lines, function.module)


def without_parameter(function: Function, name: str) -> Edit | None:
    """The signature without a parameter that has no default."""
    arguments, module = function.node.args, function.module
    plain = arguments.args
    found = next((one for one in plain if one.arg == name), None)
    if found is None or arguments.posonlyargs or plain.index(found) >= len(plain) - len(arguments.defaults):
        return None
    position = plain.index(found)
    start, end = span_of(found, module)
    if position + 1 < len(plain):
        return Edit(start, span_of(plain[position + 1], module).start, "")
    if position:
        return Edit(span_of(plain[position - 1], module).end, end, "")
    if arguments.vararg or arguments.kwonlyargs or arguments.kwarg:
        return None
    comma = _COMMA.match(module.source.text, end)
    return Edit(start, comma.end() if comma else end, "")


def without_decorator(decorator: ast.expr, function: Function) -> Edit | None:
    """A function without one of its decorators, which must stand on lines of its own."""
    module, node = function.module, function.node
    text = module.source.text
    at = text.rfind("@", 0, span_of(decorator, module).start)
    following = [one for one in node.decorator_list if one.lineno > decorator.lineno]
    if following:
        return Edit(at, text.rfind("@", 0, span_of(following[0], module).start), "")
    return Edit(at, span_of(node, module).start, "")


def without_with(block: ast.With, statements: Sequence[str], subject: Subject) -> tuple[Edit, ...] | None:
    """The body of a ``with`` moved out of it, and statements where it began."""
    moved = freed(block, subject.module)
    if moved is None:
        return None
    head = min(moved, key=lambda edit: (edit.start, -edit.end))
    start = whole_span(block, subject.module).start
    if not head.start <= start < head.end:
        return None
    indent = subject.module.source.text[head.start : start]
    lines = "".join(f"{indent}{line}\n" for line in statements)
    return (Edit(head.start, head.end, lines), *(edit for edit in moved if edit is not head))
