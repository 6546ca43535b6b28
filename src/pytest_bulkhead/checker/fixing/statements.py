"""Statements taken out and put in, with the file's own indentation and line ends."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from pytest_bulkhead.checker.fixing.spans import (
    Span,
    indentation,
    is_first_on_line,
    line_above,
    line_end,
    line_start,
    line_stop,
    line_text,
    loses_comment,
    next_line,
    span_of,
)
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit

_BLOCKS = ("body", "orelse", "finalbody")


def put_before(statement: ast.stmt, lines: Sequence[str], module: Module) -> Edit | None:
    """New statements before one that is there; None where that does not begin a line."""
    start = whole_span(statement, module).start
    if not is_first_on_line(start, module):
        return None
    indent, end = indentation(start, module), line_end(module)
    return Edit(start, start, "".join(f"{line}{end}{indent}" for line in lines))


def put_after(statement: ast.stmt, lines: Sequence[str], module: Module) -> Edit | None:
    """New statements after one that is there; None where other code stands on its lines."""
    span = whole_span(statement, module)
    if not has_own_lines(statement, module):
        return None
    indent, end = indentation(span.start, module), line_end(module)
    stop = line_stop(span.end, module)
    return Edit(stop, stop, "".join(f"{end}{indent}{line}" for line in lines))


def removed(statements: Collection[ast.stmt], module: Module) -> tuple[Edit, ...] | None:
    """Statements taken out with their lines, leaving ``pass`` in a block that would be empty.

    None when a comment would be lost, or stand above something else, or when other code stands on their lines.
    """
    edits: list[Edit] = []
    wanted = set(statements)
    for statement in statements:
        if not has_own_lines(statement, module) or _has_comment(statement, module):
            return None
        if is_introduced(statement, module):
            return None
        block = block_of(statement, module)
        if all(one in wanted for one in block) and statement is block[0] and _needs_body(block, module):
            span = whole_span(statement, module)
            edits.append(Edit(span.start, span.end, "pass"))
        else:
            edits.append(_lines_taken_out(statement, block, wanted, module))
    return tuple(_apart(edits))


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """The edits, those joined that take out the same blank lines."""
    last: Edit | None = None
    for edit in sorted(edits, key=lambda one: one.start):
        if last is not None and edit.start < last.end:
            last = Edit(last.start, max(last.end, edit.end), "")
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last


def block_of(statement: ast.stmt, module: Module) -> list[ast.stmt]:
    """The statements of the block that one stands in."""
    outer = module.parent(statement)
    blocks = [getattr(outer, name) for name in _BLOCKS if isinstance(getattr(outer, name, None), list)]
    return next((block for block in blocks if statement in block), [statement])


def whole_span(statement: ast.stmt, module: Module) -> Span:
    """The characters of a statement with its decorators."""
    span = span_of(statement, module)
    decorators = getattr(statement, "decorator_list", None)
    if not decorators:
        return span
    at = span_of(decorators[0], module).start
    return Span(module.source.text.rfind("@", 0, at), span.end)


def has_own_lines(statement: ast.stmt, module: Module) -> bool:
    """Whether nothing but comments stands on the lines of a statement beside it."""
    span = whole_span(statement, module)
    after = module.source.text[span.end : line_stop(span.end, module)].strip(" \t\f")
    return is_first_on_line(span.start, module) and (not after or after.startswith("#"))


def _has_comment(statement: ast.stmt, module: Module) -> bool:
    span = whole_span(statement, module)
    return loses_comment(Span(span.start, line_stop(span.end, module)), (), module)


def is_introduced(statement: ast.stmt, module: Module) -> bool:
    """Whether a comment stands on the line above a statement."""
    start = line_start(whole_span(statement, module).start, module)
    return bool(start) and line_text(line_above(start, module), module).startswith("#")


def _needs_body(block: list[ast.stmt], module: Module) -> bool:
    return block is not module.source.tree.body


def _lines_taken_out(statement: ast.stmt, block: list[ast.stmt], wanted: Collection[ast.stmt], module: Module) -> Edit:
    """The lines of a statement, with blank ones beside it that would be too many."""
    span = whole_span(statement, module)
    start, stop = line_start(span.start, module), next_line(span.end, module)
    above, below = start, stop
    while above and not line_text(before := line_above(above, module), module):
        above = before
    while below < len(module.source.text) and not line_text(below, module):
        below = next_line(below, module)
    position = block.index(statement)
    rest = [one for one in block if one not in wanted]
    if position and not any(one in rest for one in block[position + 1 :]):
        return Edit(above, stop, "")
    if not any(one in rest for one in block[:position]):
        return Edit(start, below, "")
    lines = module.source.text.count
    if lines("\n", above, start) <= lines("\n", stop, below):
        return Edit(above, stop, "")
    return Edit(start, below, "")
