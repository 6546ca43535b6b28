"""Expressions and statements in the place of others, with the source of what stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.checker.fixing.spans import (
    Span,
    enclosed_span,
    has_pragma,
    indentation,
    is_first_on_line,
    line_end,
    line_start,
    line_stop,
    lines_inside_texts,
    loses_comment,
    span_of,
    text_of,
)
from pytest_bulkhead.checker.fixing.statements import has_own_lines
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit

# The source of an argument as it shall be written, or a node of the file whose source is kept.
Argument = ast.expr | str
_WIDTHS = (88, 100, 120)
UNIT = "    "


def replaced(node: ast.expr | ast.stmt, text: str, module: Module) -> Edit | None:
    """Another text in the place of a node; None when that loses a comment inside it."""
    span = span_of(node, module)
    return None if loses_comment(span, (), module) else Edit(span.start, span.end, text)


def wrapped(node: ast.expr, before: str, after: str, module: Module) -> tuple[Edit, ...]:
    """Something around an expression: ``sorted(`` and ``)``."""
    span = span_of(node, module)
    if isinstance(node, ast.Tuple) and not _has_parentheses(node, module):
        before, after = f"{before}(", f"){after}"
    return Edit(span.start, span.start, before), *_aligned(span, len(before), module), Edit(span.end, span.end, after)


def _aligned(span: Span, by: int, module: Module) -> Iterator[Edit]:
    """What moves the later lines of a stretch along with its first one, where they are aligned with something in it."""
    text = module.source.text[span.start : span.end]
    starts = [found.end() for found in re.finditer(r"\r\n|\r|\n", text)]
    inside = lines_inside_texts(f"({text})")
    if not starts or inside is None or inside or text[: starts[0]].rstrip().endswith(("(", "[", "{", "\\")):
        return
    column = span.start - line_start(span.start, module)
    for start in starts:
        blanks = re.compile(r"[ ]*").match(text, start)
        if blanks and len(blanks[0]) > column and blanks.end() < len(text) and text[blanks.end()] not in "\r\n":
            yield Edit(span.start + start, span.start + start, " " * by)


def called(node: ast.expr | ast.stmt, function: str, arguments: Sequence[Argument], module: Module) -> Edit | None:
    """A call in the place of a node; arguments that are nodes inside it keep their source.

    Several lines are used where one would be longer than the file's own. None when a comment would be lost.

    Args:
        node: what is replaced.
        function: what is called, as it is written.
        arguments: in their order; keyword arguments as text.
        module: the file.
    """
    span = span_of(node, module)
    written = call_text(node, function, arguments, module)
    return None if written is None else Edit(span.start, span.end, written)


def call_text(place: ast.expr | ast.stmt, function: str, arguments: Sequence[Argument], module: Module) -> str | None:
    """The text of a call that is to stand where a node stands, as `called` writes it."""
    span = span_of(place, module)
    nodes = [one for one in arguments if not isinstance(one, str)]
    kept = [enclosed_span(one, module) for one in nodes]
    if loses_comment(span, [one for one in kept if span.start <= one.start and one.end <= span.end], module):
        return None
    return laid_out_call(place, function, arguments, module)


def laid_out_call(place: ast.expr | ast.stmt, function: str, arguments: Sequence[Argument], module: Module) -> str:
    """The text of a call, on one line or on several, whatever becomes of comments in what it replaces."""
    start, end = span_of(place, module)
    written = [one if isinstance(one, str) else _argument(one, module) for one in arguments]
    flat = f"{function}({', '.join(written)})"
    indent = indentation(start, module)
    if any(_is_broken(one) for one in written):
        # What is broken after its opening bracket reads best when each argument gets lines of its own.
        freed = [_freed(one, text, indent, module) for one, text in zip(arguments, written, strict=True)]
        return flat if None in freed else _exploded(function, [one for one in freed if one], indent, module)
    before = module.source.text[line_start(start, module) : start]
    after = module.source.text[end : line_stop(end, module)].partition("#")[0].rstrip()
    fits = len(before.expandtabs(4)) + len(flat) + len(after) <= width(module)
    if fits or not is_first_on_line(start, module) or has_pragma(end, module):
        return flat
    return _exploded(function, written, indent, module)


def _argument(node: ast.expr, module: Module) -> str:
    span = enclosed_span(node, module)
    text = module.source.text[span.start : span.end]
    if isinstance(node, ast.Tuple) and not _has_parentheses(node, module):
        return f"({text})"
    if not _is_broken(text):
        return text_of(node, module)
    joined = _joined(text)
    return joined if joined and len(joined) + 2 * len(UNIT) <= width(module) else text


def _joined(text: str) -> str:
    """On one line what only stands on three because one did not hold it, empty for anything else."""
    lines = text.splitlines()
    if len(lines) != 3 or not lines[0].endswith(("(", "[", "{")) or "#" in text or lines[1].rstrip().endswith(","):
        return ""
    if lines_inside_texts(f"({text})") != set() or lines[2].strip() not in (")", "]", "}"):
        return ""
    return lines[0] + lines[1].strip() + lines[2].strip()


def _freed(argument: Argument, text: str, indent: str, module: Module) -> str | None:
    """An argument as it looks on lines of its own; None when its lines hang on where its first one stands."""
    if not _is_broken(text):
        return text
    if isinstance(argument, str):
        return None
    span, inner = enclosed_span(argument, module), span_of(argument, module)
    around = module.source.text[span.start : inner.start], module.source.text[inner.end : span.end]
    if around[0].strip() == "(" and around[1].strip(" \t\f\r\n,") == ")" and _is_broken(around[0]):
        return text_of(argument, module) if indentation(inner.start, module) == indent + _unit(indent) else None
    last = text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]
    if lines_inside_texts(f"({text})") != set() or not re.match(rf"{indent}[\])}}]", last):
        return None
    return re.sub(r"(\r\n|\r|\n)(?=[^\r\n])", lambda end: end[0] + _unit(indent), text)


def _unit(indent: str) -> str:
    return "\t" if indent.endswith("\t") else UNIT


def _exploded(function: str, arguments: Sequence[str], indent: str, module: Module) -> str:
    end = line_end(module)
    row = indent + _unit(indent) + ", ".join(arguments)
    if not any(_is_broken(one) for one in arguments) and len(row.expandtabs(4)) <= width(module):
        return f"{function}({end}{row}{end}{indent})"
    lines = "".join(f"{indent}{_unit(indent)}{one},{end}" for one in arguments)
    return f"{function}({end}{lines}{indent})"


def _is_broken(text: str) -> bool:
    return "\n" in text or "\r" in text


def width(module: Module) -> int:
    """How long the lines of a file may be, judging by those that it has."""
    if "width" not in module.memo:
        lines = module.source.text.splitlines()
        fitting = (one for one in _WIDTHS if sum(len(line) > one for line in lines) * 100 <= len(lines))
        module.memo["width"] = next(fitting, _WIDTHS[-1])
    known: int = module.memo["width"]
    return known


def _has_parentheses(node: ast.Tuple, module: Module) -> bool:
    """Whether the parentheses at the ends of a tuple are its own, not those of its first and last item."""
    text = module.source.text
    span = span_of(node, module)
    if text[span.start] != "(" or not node.elts:
        return text[span.start] == "("
    first = span_of(node.elts[0], module)
    opened = text[span.start : first.start].count("(")
    closed = text[first.end : text.find(",", first.end)].count(")")
    return opened > closed


def called_in_turn(statement: ast.stmt, calls: Sequence[tuple[str, Sequence[Argument]]], module: Module) -> Edit | None:
    """Calls in the place of a statement, each on a line of its own; what `called` says holds for all of them.

    Args:
        statement: what is replaced; with more than one call it must have its lines for itself.
        calls: what is called, and its arguments.
        module: the file.
    """
    span = span_of(statement, module)
    kept = [enclosed_span(one, module) for _, arguments in calls for one in arguments if not isinstance(one, str)]
    if not calls or loses_comment(span, kept, module) or (len(calls) > 1 and not has_own_lines(statement, module)):
        return None
    between = line_end(module) + indentation(span.start, module)
    return Edit(span.start, span.end, between.join(laid_out_call(statement, *one, module) for one in calls))


def quoted(text: str, module: Module) -> str:
    """A text in the quotes that the file prefers."""
    mark = '"' if module.source.text.count('"') >= module.source.text.count("'") else "'"
    return mark + text + mark
