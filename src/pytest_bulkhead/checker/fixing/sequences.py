"""One more item among others that are separated by commas, laid out as they are."""

from __future__ import annotations

import re

from pytest_bulkhead.checker.fixing.spans import Placed, indentation, is_first_on_line, line_end, span_of
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
