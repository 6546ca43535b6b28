"""The lines of source around a finding, each in the parts before, under and after its mark."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.findings import Location
from pytest_bulkhead.outputs.reported_text import Text

_CONTEXT = 2
_LONGEST = 300


def frame_of(at: Location, source: Text) -> list[dict[str, Any]]:
    """What stands there now; nothing where the file is gone or shorter.

    Args:
        at: the place.
        source: the text of the file.
    """
    if source.line(at.line) is None:
        return []
    last = max(at.line, min(at.end_line, at.line + _CONTEXT))
    lines = []
    for number in range(max(1, at.line - _CONTEXT), last + _CONTEXT + 1):
        text = source.line(number)
        if text is not None:
            lines.append({"number": number, "parts": _parts(text[:_LONGEST], number, at)})
    return lines


def _parts(text: str, number: int, at: Location) -> list[str]:
    if not at.line <= number <= at.end_line:
        return [text, "", ""]
    start = at.column - 1 if number == at.line else _indent(text)
    end = at.end_column - 1 if number == at.end_line else len(text)
    start = min(start, len(text))
    if end <= start:
        start, end = _indent(text), len(text)
    return [text[:start], text[start:end], text[end:]]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
