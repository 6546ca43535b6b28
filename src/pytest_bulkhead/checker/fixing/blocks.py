"""Statements freed from the block around them, such as a ``try`` whose ``finally`` has nothing left to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace

from pytest_bulkhead.checker.fixing.spans import (
    Span,
    indentation,
    line_above,
    line_start,
    line_stop,
    line_text,
    lines_inside_texts,
    loses_comment,
    next_line,
    span_of,
)
from pytest_bulkhead.checker.fixing.statements import has_own_lines
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit


def freed(block: ast.Try | ast.With | ast.AsyncWith, module: Module) -> tuple[Edit, ...] | None:
    """The body of a ``try`` (without its ``finally``) or ``with`` moved out of it.

    None when that loses a comment, when handlers go with it, or when the layout is unusual.
    """
    if isinstance(block, ast.Try) and (block.handlers or block.orelse):
        return None
    first, last = block.body[0], block.body[-1]
    if not all(has_own_lines(one, module) for one in (block, first, last)):
        return None
    start, begin = line_start(span_of(block, module).start, module), _first_line(block, module)
    after, stop = _end_of_body(block, module), next_line(span_of(block, module).end, module)
    head, tail = Span(start, begin), Span(after, stop)
    shifted = _shifted(Span(begin, after), block, module)
    if shifted is None or _has_comment(head, module) or _has_comment(tail, module):
        return None
    ends = [Edit(*span, "") for span in (head, tail) if span.start < span.end]
    return (*ends, *shifted)


def moved_along(edits: Iterable[Edit], moving: Iterable[Edit], module: Module) -> set[Edit] | None:
    """Other edits among lines that some edits (those of `freed`) move, their new lines moved as well.

    None when one of them holds a text of several lines, whose lines must not be moved.
    """
    text = module.source.text
    stay = set(moving)
    indents = {
        one for one in stay if not one.text and one.end > one.start and not text[one.start : one.end].strip(" \t")
    }
    found: set[Edit] = set()
    for edit in edits:
        line = line_start(edit.start, module)
        own = next((one for one in indents if line <= one.start <= one.end <= edit.start), None)
        if own is None or line_start(own.start, module) != line:
            found.add(edit)
            continue
        if any(lines_inside_texts(f"({one})") != set() for one in (edit.text, text[edit.start : edit.end])):
            return None
        stay -= {one for one in indents if edit.start < one.start < edit.end}
        inner, outer = text[line : own.end], text[line : own.start]
        found.add(replace(edit, text=re.sub(rf"(?<=[\r\n]){re.escape(inner)}", outer, edit.text)))
    return found | stay


def _end_of_body(block: ast.Try | ast.With | ast.AsyncWith, module: Module) -> int:
    """Where the body ends, with the comments below its last statement; blank lines go with the ``finally``."""
    end = next_line(span_of(block.body[-1], module).end, module)
    if not isinstance(block, ast.Try):
        return end
    at = line_start(span_of(block.finalbody[0], module).start, module)
    while at > end and not line_text(at, module).startswith("finally"):
        at = line_above(at, module)
    while at > end and not line_text(line_above(at, module), module):
        at = line_above(at, module)
    return at


def _first_line(block: ast.Try | ast.With | ast.AsyncWith, module: Module) -> int:
    """Where the body begins, with the comments above its first statement."""
    if isinstance(block, ast.Try):
        return next_line(span_of(block, module).start, module)
    last = block.items[-1]
    return next_line(span_of(last.optional_vars or last.context_expr, module).end, module)


def _has_comment(span: Span, module: Module) -> bool:
    text = module.source.text[span.start : span.end]
    return "#" in text and loses_comment(span, (), module)


def _shifted(span: Span, block: ast.Try | ast.With | ast.AsyncWith, module: Module) -> list[Edit] | None:
    """The lines of a stretch with the indentation of the block, except for what continues a text."""
    text = module.source.text[span.start : span.end]
    outer = indentation(span_of(block, module).start, module)
    inner = indentation(span_of(block.body[0], module).start, module)
    inside = lines_inside_texts(text)
    edits: list[Edit] = []
    at, number = span.start, 1
    while at < span.end:
        stop = line_stop(at, module)
        own = indentation(at, module)
        is_comment = module.source.text[at + len(own) : stop].startswith("#")
        if number not in (inside or ()) and module.source.text[at:stop].strip() and not (is_comment and own == outer):
            if not own.startswith(inner) or not inner.startswith(outer):
                return None
            edits.append(Edit(at + len(outer), at + len(inner), ""))
        at, number = next_line(at, module), number + 1
    return None if inside is None else edits
