"""One more item among others that are separated by commas, laid out as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_bulkhead.checker.fixing.spans import (
    Placed,
    Span,
    indentation,
    is_first_on_line,
    line_end,
    line_stop,
    span_of,
)
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit

_COMMA = re.compile(r"(?:[ \t\f]|\\\r?\n)*,")
_COMMENT = re.compile(r"[ \t\f]*#[^\r\n]*")


def added_before(item: Placed, text: str, module: Module) -> tuple[Edit, ...]:
    """A new item before one that is there."""
    start = span_of(item, module).start
    between = ", "
    if is_first_on_line(start, module):
        between = f",{line_end(module)}{indentation(start, module)}"
    return (Edit(start, start, text + between),)


def added_after(item: Placed, text: str, module: Module) -> tuple[Edit, ...]:
    """A new item after one that is there, and after the comment on its line."""
    span = span_of(item, module)
    whole = module.source.text
    own_line = is_first_on_line(span.start, module)
    fresh = f"{line_end(module)}{indentation(span.start, module)}" if own_line else " "
    comma = _COMMA.match(whole, span.end)
    at = comma.end() if comma else span.end
    comment = _COMMENT.match(whole, at)
    if comment:
        fresh = f"{line_end(module)}{indentation(span.start, module)}"
    stop = comment.end() if comment else at
    if comma is None and comment:
        return Edit(at, at, ","), Edit(stop, stop, fresh + text)
    if comma is None:
        return (Edit(at, at, f",{fresh}{text}"),)
    return (Edit(stop, stop, f"{fresh}{text},"),)


def added_last(items: Sequence[Placed], text: str, module: Module) -> tuple[Edit, ...]:
    """A new item after all others, of which there is at least one."""
    return added_after(items[-1], text, module)


def is_one_a_line(items: Sequence[Placed], module: Module) -> bool:
    """Whether each item begins a line of its own."""
    return all(is_first_on_line(span_of(one, module).start, module) for one in items)


def rest_of_line(span: Span, module: Module) -> str:
    """What stands on the line after a stretch of text."""
    return module.source.text[span.end : line_stop(span.end, module)]
