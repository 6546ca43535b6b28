"""Markdown for the comment of a pull request or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.markdown_text import code, plain
from pytest_bulkhead.outputs.style import Style

_HEAD = ("| | Place | Hazard | What happens | What to do |", "|---|---|---|---|---|")


def render(report: Report, style: Style) -> str:
    """The answer, a table per heading, then notices and closing lines."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for line in report.opening:
        yield f"**{plain(line)}**"
        yield ""
    for group in report.groups:
        entries = fold(group.findings)
        if not entries:
            continue
        yield f"### {plain(group.heading) or 'Findings'} ({len(entries)})"
        yield ""
        yield from _HEAD
        yield from map(_row, entries)
        yield ""
    for notice in report.notices:
        yield f"> {plain(notice)}"
        yield ""
    for line in report.closing:
        yield plain(line)


def _row(entry: Entry) -> str:
    finding, at = entry.finding, entry.finding.location
    sign = "❌" if finding.severity is Severity.ERROR else "⚠️"
    cells = (
        sign,
        f"{code(f'{at.path}:{at.line}')}",
        f"{finding.code} {plain(finding.hazard)}",
        plain(finding.message) + plain(entry.besides),
        plain(finding.help),
    )
    return f"| {' | '.join(cells)} |"
