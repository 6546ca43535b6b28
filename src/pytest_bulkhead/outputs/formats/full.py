"""For people: every entry with its code frame, who is involved, and what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from functools import partial

from pytest_bulkhead.findings import Finding, Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.harmless import harmless, shown, width
from pytest_bulkhead.outputs.reported_text import ReportedTexts, Text
from pytest_bulkhead.outputs.style import Style

_WIDTH = 110
_TESTS_SHOWN = 3
_EVIDENCE_SHOWN = 4
_CONTEXT = 1


def render(report: Report, style: Style) -> str:
    """The answer, all entries under their headings, then notices and closing lines."""
    texts = ReportedTexts()
    parts = [style.bold(harmless(line)) + "\n" for line in report.opening]
    for group in report.groups:
        entries = fold(group.findings)
        if not entries:
            continue
        if group.heading:
            parts.append(style.bold(f"{harmless(group.heading)} ({len(entries)})") + "\n")
        parts.extend("\n".join(_entry(entry, style, texts)) + "\n" for entry in entries)
    parts.extend(style.dim(f"note: {harmless(notice, lines=True)}") for notice in report.notices)
    parts.extend(harmless(line) for line in report.closing)
    return "".join(f"{part}\n" for part in parts)


def _entry(entry: Entry, style: Style, texts: ReportedTexts) -> Iterator[str]:
    finding, at = entry.finding, entry.finding.location
    paint = style.red if finding.severity is Severity.ERROR else style.yellow
    yield f"{paint(harmless(finding.code))} {style.bold(harmless(finding.hazard))}: {harmless(finding.message)}"
    gutter = len(str(at.end_line + _CONTEXT))
    yield f"{' ' * gutter}{style.blue('-->')} {harmless(at.path)}:{at.line}:{at.column}"
    yield from _frame(at, gutter, style, texts.of(at.path))
    note = partial(_note, gutter, style)
    if entry.tests:
        yield from note("test", _tests(entry.tests))
    if finding.owner and finding.owner != "test":
        yield from note("owner", finding.owner)
    for item in finding.evidence[:_EVIDENCE_SHOWN]:
        yield from note("see", f"{item.path}:{item.line}: {item.message}")
    more = len(finding.evidence) - _EVIDENCE_SHOWN
    if more > 0:
        yield from note("see", f"and {more} more place{'s' * (more > 1)}")
    yield from _other_places(entry, note)
    if finding.help:
        yield from note("help", finding.help + _fixable(finding))


def _other_places(entry: Entry, note: Callable[[str, str], Iterator[str]]) -> Iterator[str]:
    for other in entry.elsewhere[:_EVIDENCE_SHOWN]:
        yield from note("also", f"{other.location.path}:{other.location.line}: {other.message}")
    more = len(entry.elsewhere) - _EVIDENCE_SHOWN
    if more > 0:
        yield from note("also", f"{more} more place{'s' * (more > 1)}")


def _frame(at: Location, gutter: int, style: Style, source: Text) -> Iterator[str]:
    if source.line(at.line) is None:
        return
    bar = style.blue("|")
    yield f"{' ' * gutter} {bar}"
    for number in range(at.line - _CONTEXT, at.line + _CONTEXT + 1):
        text = source.line(number)
        if text is None:
            continue
        yield f"{style.blue(str(number).rjust(gutter))} {bar} {_displayed(text)}".rstrip()
        if number == at.line:
            yield f"{' ' * gutter} {bar} {_caret(at, text, style)}"


def _caret(at: Location, text: str, style: Style) -> str:
    start = max(0, min(at.column, len(text) + 1) - 1)
    end = at.end_column - 1 if at.end_line == at.line else len(text)
    if end <= start:
        start, end = len(text) - len(text.lstrip()), len(text)
    return " " * width(_displayed(text[:start])) + style.red("^" * max(1, width(_displayed(text[start:end]))))


def _displayed(text: str) -> str:
    return "".join(map(shown, text))


def _note(gutter: int, style: Style, label: str, text: str) -> Iterator[str]:
    first = f"{' ' * gutter} {style.blue('=')} {style.bold(label)}: "
    plain = gutter + 5 + len(label)
    wide = max(40, _WIDTH - plain)
    wrapped = textwrap.wrap(harmless(text), wide, break_long_words=False, break_on_hyphens=False) or [""]
    yield first + wrapped[0]
    for line in wrapped[1:]:
        yield " " * plain + line


def _tests(tests: tuple[str, ...]) -> str:
    more = len(tests) - _TESTS_SHOWN
    return ", ".join(tests[:_TESTS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _fixable(finding: Finding) -> str:
    return f" [{finding.fix.applicability.value} fix]" if finding.fix else ""
