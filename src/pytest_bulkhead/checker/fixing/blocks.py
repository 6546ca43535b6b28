"""Statements freed from the block around them, such as a ``try`` whose ``finally`` has nothing left to do."""

from __future__ import annotations

import ast
import io
import tokenize

from pytest_bulkhead.checker.fixing.spans import (
    Span,
    indentation,
    line_start,
    line_stop,
    loses_comment,
    next_line,
    span_of,
)
from pytest_bulkhead.checker.fixing.statements import has_own_lines
from pytest_bulkhead.checker.module import Module
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
    after, stop = next_line(span_of(last, module).end, module), next_line(span_of(block, module).end, module)
    head, tail = Span(start, begin), Span(after, stop)
    shifted = _shifted(Span(begin, after), block, module)
    if shifted is None or _has_comment(head, module) or _has_comment(tail, module):
        return None
    ends = [Edit(*span, "") for span in (head, tail) if span.start < span.end]
    return (*ends, *shifted)


def _first_line(block: ast.Try | ast.With | ast.AsyncWith, module: Module) -> int:
    """Where the body begins, with the comments above its first statement."""
    if isinstance(block, ast.Try):
        return next_line(span_of(block, module).start, module)
    last = block.items[-1]
    return next_line(span_of(last.optional_vars or last.context_expr, module).end, module)


def _has_comment(span: Span, module: Module) -> bool:
    text = module.source.text[span.start : span.end]
    return "#" in text and loses_comment(span, (), module)


def _shifted(span: Span, block: ast.stmt, module: Module) -> list[Edit] | None:
    """The lines of a stretch with the indentation of the block, except for what continues a text."""
    text = module.source.text[span.start : span.end]
    outer = indentation(span_of(block, module).start, module)
    inside = _lines_inside_texts(text)
    edits: list[Edit] = []
    at, number = span.start, 1
    while at < span.end:
        stop = line_stop(at, module)
        own = indentation(at, module)
        if number not in (inside or ()) and module.source.text[at:stop].strip():
            inner = indentation(span_of(block.body[0], module).start, module)  # type: ignore[attr-defined]
            if not own.startswith(inner) or not inner.startswith(outer):
                return None
            edits.append(Edit(at + len(outer), at + len(inner), ""))
        at, number = next_line(at, module), number + 1
    return None if inside is None else edits


def _lines_inside_texts(text: str) -> set[int] | None:
    """The numbers of the lines that begin inside a string; None when that cannot be told."""
    found: set[int] = set()
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            kind = tokenize.tok_name[token.type]
            if kind.endswith("STRING_START"):
                opened.append(token.start[0])
            elif kind.endswith("STRING_END"):
                found.update(range(opened.pop() + 1, token.end[0] + 1))
            elif kind == "STRING":
                found.update(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return found
