"""One line per finding, as compilers print them."""

from __future__ import annotations

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """Place, code and message per entry, then the closing lines."""
    lines = [_line(entry, style) for group in report.groups for entry in fold(group.findings)]
    lines.extend(style.dim(f"note: {notice}") for notice in report.notices)
    lines.extend(report.closing)
    return "\n".join(lines) + "\n"


def _line(entry: Entry, style: Style) -> str:
    finding, at = entry.finding, entry.finding.location
    paint = style.red if finding.severity is Severity.ERROR else style.yellow
    more = len(entry.tests) - 1
    also = f" (and {more} more test{'s' * (more > 1)})" if more > 0 else ""
    mark = " [*]" if finding.fix else ""
    return f"{style.bold(f'{at.path}:{at.line}:{at.column}')}: {paint(finding.code)}{mark} {finding.message}{also}"
