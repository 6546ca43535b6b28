"""For people: every entry with its code frame, who is involved, and what to do."""

from __future__ import annotations

import textwrap
import tokenize
import unicodedata
from collections.abc import Iterator
from functools import partial

from pytest_bulkhead.findings import Finding, Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.style import Style

_WIDTH = 110
_TESTS_SHOWN = 5
_EVIDENCE_SHOWN = 4
_CONTEXT = 1


def render(report: Report, style: Style) -> str:
    """All entries under their headings, then notices and closing lines."""
    files: dict[str, list[str]] = {}
    parts: list[str] = []
    for group in report.groups:
        entries = fold(group.findings)
        if not entries:
            continue
        if group.heading:
            parts.append(style.bold(f"{group.heading} ({len(entries)})") + "\n")
        parts.extend("\n".join(_entry(entry, style, files)) + "\n" for entry in entries)
    parts.extend(style.dim(f"note: {notice}") for notice in report.notices)
    parts.extend(report.closing)
    return "\n".join(parts) + "\n"


def _entry(entry: Entry, style: Style, files: dict[str, list[str]]) -> Iterator[str]:
    finding, at = entry.finding, entry.finding.location
    paint = style.red if finding.severity is Severity.ERROR else style.yellow
    yield f"{paint(finding.code)} {style.bold(finding.hazard)}: {finding.message}"
    gutter = len(str(at.end_line + _CONTEXT))
    yield f"{' ' * gutter}{style.blue('-->')} {at.path}:{at.line}:{at.column}"
    yield from _frame(at, gutter, style, partial(_source_lines, files))
    note = partial(_note, gutter, style)
    if entry.tests:
        yield from note("test", _tests(entry.tests))
    if finding.owner and finding.owner != "test":
        yield from note("owner", finding.owner)
    shown = finding.evidence[:_EVIDENCE_SHOWN]
    for item in shown:
        yield from note("see", f"{item.path}:{item.line}: {item.message}")
    if len(finding.evidence) > len(shown):
        yield from note("see", f"and {len(finding.evidence) - len(shown)} more places")
    if finding.help:
        yield from note("help", finding.help + _fixable(finding))


def _frame(at: Location, gutter: int, style: Style, lines_of: partial[list[str]]) -> Iterator[str]:
    lines = lines_of(at.path)
    if not 1 <= at.line <= len(lines):
        return
    bar = style.blue("|")
    yield f"{' ' * gutter} {bar}"
    for number in range(max(1, at.line - _CONTEXT), min(len(lines), at.line + _CONTEXT) + 1):
        text = lines[number - 1]
        yield f"{style.blue(str(number).rjust(gutter))} {bar} {_printable(text)}".rstrip()
        if number == at.line:
            yield f"{' ' * gutter} {bar} {_caret(at, text, style)}"


def _caret(at: Location, text: str, style: Style) -> str:
    start = min(at.column, len(text) + 1) - 1
    end = at.end_column - 1 if at.end_line == at.line else len(text)
    if end <= start:
        start, end = len(text) - len(text.lstrip()), len(text)
    before = "".join(_blank(character) for character in text[:start])
    return before + style.red("^" * max(1, sum(_width(c) for c in text[start:end])))


def _blank(character: str) -> str:
    return "    " if character == "\t" else " " * _width(character)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text.replace("\t", "    "))


def _note(gutter: int, style: Style, label: str, text: str) -> Iterator[str]:
    first = f"{' ' * gutter} {style.blue('=')} {style.bold(label)}: "
    plain = gutter + 5 + len(label)
    wrapped = textwrap.wrap(text, max(40, _WIDTH - plain), break_long_words=False, break_on_hyphens=False) or [""]
    yield first + wrapped[0]
    for line in wrapped[1:]:
        yield " " * plain + line


def _tests(tests: tuple[str, ...]) -> str:
    more = len(tests) - _TESTS_SHOWN
    return ", ".join(tests[:_TESTS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _fixable(finding: Finding) -> str:
    return f" [{finding.fix.applicability.value} fix]" if finding.fix else ""


def _source_lines(files: dict[str, list[str]], path: str) -> list[str]:
    if path not in files:
        try:
            with tokenize.open(path) as file:
                files[path] = file.read().splitlines()
        except (OSError, SyntaxError, UnicodeError, ValueError):
            files[path] = []
    return files[path]
