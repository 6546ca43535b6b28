"""The edits of many fixes in one text: what contradicts an earlier one waits, what breaks the file is withdrawn."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pytest_bulkhead.checker.source.source import Source
from pytest_bulkhead.findings import Edit, Finding, Fix

_BLANK_ABOVE = re.compile(r"(\r\n|\n|\r(?!\n))(?:[ \t\f]*(?:\r\n|\n|\r))+\Z")
_BLANK_BELOW = re.compile(r"(?:[ \t\f]*(?:\r\n|\n|\r))+")


def apply_fixes(text: str, fixes: Sequence[Fix]) -> tuple[str, tuple[int, ...]]:
    """The text after as many of the fixes as go together, and the positions of those.

    An edit that several fixes ask for is made once. Of two fixes that want different things of the same stretch, the
    first wins. The text that results can be parsed if the one that is given can.
    """
    chosen = _compatible(fixes, len(text))
    result = _edited(text, (edit for position in chosen for edit in fixes[position].edits))
    if _is_sound(result):
        return result, tuple(chosen)
    result = text
    kept: list[int] = []
    for position in chosen:
        tried = _edited(text, (edit for one in (*kept, position) for edit in fixes[one].edits))
        if _is_sound(tried):
            result = tried
            kept.append(position)
    return result, tuple(kept)


def spare(findings: Iterable[Finding], spared: Iterable[Finding], source: Source) -> list[Finding]:
    """Findings without those fixes that would change the lines of others, which somebody wants to stay as they are."""
    lines = [(one.location.line, one.location.end_line) for one in spared]
    last = len(source.line_starts)
    kept = [
        (source.offset(first, 1), source.offset(end + 1, 1) if end < last else len(source.text)) for first, end in lines
    ]
    return [replace(one, fix=None) if one.fix and _reaches(one.fix, kept) else one for one in findings]


def _reaches(fix: Fix, kept: list[tuple[int, int]]) -> bool:
    return any(edit.start < end and start < edit.end for edit in fix.edits for start, end in kept)


def _compatible(fixes: Sequence[Fix], length: int) -> list[int]:
    taken: set[Edit] = set()
    chosen: list[int] = []
    for position, fix in enumerate(fixes):
        fresh = [edit for edit in fix.edits if edit not in taken]
        sound = all(0 <= edit.start <= edit.end <= length for edit in fresh)
        if sound and not any(_collide(edit, other) for edit in fresh for other in taken):
            taken.update(fresh)
            chosen.append(position)
    return chosen


def _collide(one: Edit, other: Edit) -> bool:
    """Whether two different edits touch the same characters, or leave open which comes first."""
    first, second = sorted((one, other), key=lambda edit: (edit.start, edit.end))
    return second.start < first.end or second.start == first.start


def _edited(text: str, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    at = 0
    ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    for edit in _without_gaps(text, ordered):
        parts.extend((text[at : edit.start], edit.text))
        at = max(at, edit.end)
    return "".join((*parts, text[at:]))


def _without_gaps(text: str, edits: list[Edit]) -> Iterator[Edit]:
    """The edits; where several take out neighbouring lines, blank ones around them do not become more."""
    row: list[Edit] = []
    for edit in edits:
        if row and not (edit.start == row[-1].end and _takes_lines(edit, text)):
            yield from _closed(row, text)
            row = []
        if _takes_lines(edit, text):
            row.append(edit)
        else:
            yield edit
    yield from _closed(row, text)


def _takes_lines(edit: Edit, text: str) -> bool:
    whole = not edit.start or text.endswith(("\n", "\r"), 0, edit.start)
    return not edit.text and edit.end > edit.start and whole and text.endswith(("\n", "\r"), 0, edit.end)


def _closed(row: list[Edit], text: str) -> Iterator[Edit]:
    if len(row) < 2:
        yield from row
        return
    start, end = row[0].start, row[-1].end
    above, below = _BLANK_ABOVE.search(text[:start]), _BLANK_BELOW.match(text, end)
    if above and below:
        fewer = len(above[0].split("\n")) <= len(below[0].split("\n"))
        start, end = (above.end(1), end) if fewer else (start, below.end())
    yield Edit(start, end, "")


def _is_sound(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
