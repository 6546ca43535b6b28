"""Where a node stands in the text of its file, and what is written there."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Module

Placed = ast.expr | ast.stmt | ast.arg | ast.alias | ast.keyword | ast.excepthandler
_BLANK = " \t\f"
# What stands for tools at the end of a line holds for that line alone.
_PRAGMA = re.compile(r"#\s*(?:noqa|type:|pylint|pyright|mypy|ruff|nosec|fmt|pragma|isort|codespell)", re.IGNORECASE)


class Span(NamedTuple):
    """The characters from `start` to `end` of a file's text."""

    start: int
    end: int


def span_of(node: Placed, module: Module) -> Span:
    """The characters of a node: without its decorators, and without parentheses that are not its own."""
    source = module.source
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    start = source.offset(node.lineno, source.column(node.lineno, node.col_offset))
    end = source.offset(end_line, source.column(end_line, end_column))
    if isinstance(node, ast.GeneratorExp) and _borrows_parentheses(node, end, module):
        return Span(start + 1, end - 1)
    return Span(start, end)


def _borrows_parentheses(node: ast.GeneratorExp, end: int, module: Module) -> bool:
    """Whether the parentheses of a generator are those of the call that it is the only argument of."""
    call = module.parent(node)
    return isinstance(call, ast.Call) and node in call.args and span_of(call, module).end == end


def text_of(node: Placed, module: Module) -> str:
    """The source of a node as it is written."""
    span = span_of(node, module)
    return module.source.text[span.start : span.end]


def enclosed_span(node: ast.expr, module: Module) -> Span:
    """The characters of an expression with the parentheses that stand around it alone.

    A pair counts when it is no part of the node around: the parentheses of a call or a signature are not taken.
    """
    text = module.source.text
    start, end = span_of(node, module)
    outer = module.parent(node)
    limit = span_of(outer, module) if isinstance(outer, (ast.expr, ast.stmt, ast.keyword)) else Span(0, len(text))
    while True:
        before, after = _back(text, start), _forward(text, end)
        if before <= limit.start or after >= limit.end or text[before - 1] != "(" or text[after] != ")":
            return Span(start, end)
        if "#" in text[line_start(before, module) : before]:
            return Span(start, end)
        if _opens_a_call(text, before - 1, limit.start) and not _is_keyword(text, before - 1):
            return Span(start, end)
        start, end = before - 1, after + 1


def _back(text: str, offset: int) -> int:
    while offset and text[offset - 1] in " \t\f\r\n":
        offset -= 1
    return offset


def _forward(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \t\f\r\n":
        offset += 1
    return offset


def _opens_a_call(text: str, offset: int, limit: int) -> bool:
    before = _back(text, offset)
    return before > limit and (text[before - 1].isalnum() or text[before - 1] in "_)]\"'")


def _is_keyword(text: str, offset: int) -> bool:
    found = re.search(r"(\w+)\s*$", text[max(0, offset - 20) : offset])
    return found is not None and found[1] in {"in", "not", "and", "or", "is", "if", "else", "return", "await", "yield"}


def line_start(offset: int, module: Module) -> int:
    """Where the line of an offset begins."""
    text = module.source.text
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_stop(offset: int, module: Module) -> int:
    """Where the line of an offset ends, before its line end."""
    found = re.compile(r"[\r\n]").search(module.source.text, offset)
    return found.start() if found else len(module.source.text)


def next_line(offset: int, module: Module) -> int:
    """Where the line after that of an offset begins."""
    text, stop = module.source.text, line_stop(offset, module)
    return stop + (2 if text.startswith("\r\n", stop) else 1) if stop < len(text) else stop


def line_above(start: int, module: Module) -> int:
    """Where the line above one begins, that is given by its own beginning."""
    text = module.source.text
    stop = start - (2 if text.endswith("\r\n", 0, start) else 1)
    return line_start(max(0, stop), module)


def line_text(start: int, module: Module) -> str:
    """What stands on a line that is given by its beginning, without the blanks around it."""
    return module.source.text[start : line_stop(start, module)].strip()


def line_end(module: Module) -> str:
    """The line end that a file uses."""
    text = module.source.text
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def indentation(offset: int, module: Module) -> str:
    """The blanks at the beginning of an offset's line."""
    start = line_start(offset, module)
    text = module.source.text
    stop = start
    while stop < len(text) and text[stop] in _BLANK:
        stop += 1
    return text[start:stop]


def has_pragma(offset: int, module: Module) -> bool:
    """Whether a comment at the end of an offset's line tells a tool something about that line."""
    text = module.source.text
    return _PRAGMA.search(text, line_start(offset, module), line_stop(offset, module)) is not None


def is_first_on_line(offset: int, module: Module) -> bool:
    """Whether nothing but blanks stands before an offset on its line."""
    return not module.source.text[line_start(offset, module) : offset].strip(_BLANK)


def loses_comment(span: Span, kept: Iterable[Span], module: Module) -> bool:
    """Whether there is a comment in a stretch of text, outside the parts that are kept.

    The stretch must begin and end between two tokens.
    """
    text = module.source.text[span.start : span.end]
    if "#" not in text:
        return False
    comments = _comments(text)
    if comments is None:
        return True
    parts = list(kept)
    return any(not any(part.start <= span.start + at < part.end for part in parts) for at in comments)


def _comments(text: str) -> list[int] | None:
    """The offsets of the comments in a piece of source, None when it cannot be read by itself."""
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    # In brackets, so that neither line ends nor indentation mean anything.
    reader = io.StringIO("(" + text + "\n)", newline="").readline
    try:
        tokens = list(tokenize.generate_tokens(reader))
    except (tokenize.TokenError, SyntaxError):
        return None
    places = (token.start for token in tokens if token.type == tokenize.COMMENT)
    return [starts[line - 1] + column - (line == 1) for line, column in places]


def lines_inside_texts(text: str) -> set[int] | None:
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
