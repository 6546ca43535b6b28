"""Markdown for the comment of a pull request or the summary of a job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.style import Style

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&])")
_HEAD = ("| | Place | Hazard | What happens | What to do |", "|---|---|---|---|---|")


def render(report: Report, style: Style) -> str:
    """The answer, a table per heading, then notices and closing lines."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for line in report.opening:
        yield f"**{_text(line)}**"
        yield ""
    for group in report.groups:
        entries = fold(group.findings)
        if not entries:
            continue
        yield f"### {_text(group.heading) or 'Findings'} ({len(entries)})"
        yield ""
        yield from _HEAD
        yield from map(_row, entries)
        yield ""
    for notice in report.notices:
        yield f"> {_text(notice)}"
        yield ""
    for line in report.closing:
        yield _text(line)


def _row(entry: Entry) -> str:
    finding, at = entry.finding, entry.finding.location
    sign = "❌" if finding.severity is Severity.ERROR else "⚠️"
    cells = (
        sign,
        f"{_code(f'{at.path}:{at.line}')}",
        f"{finding.code} {_text(finding.hazard)}",
        _text(finding.message) + _text(entry.besides),
        _text(finding.help),
    )
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """Text as it stands, on one line: nothing in it is markup, a mention or a cell's border."""
    parts = re.split(r"`([^`\n|]+)`", " ".join(text.split()))
    return "".join(_code(part) if number % 2 else _SPECIAL.sub(r"\\\1", part) for number, part in enumerate(parts))


def _code(text: str) -> str:
    """Code that holds no border of a cell and no end of itself."""
    return "`" + " ".join(text.split()).replace("`", "'").replace("|", "¦") + "`"
