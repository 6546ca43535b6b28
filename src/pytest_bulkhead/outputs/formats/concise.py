"""One line per finding, as compilers print them."""

from __future__ import annotations

from pytest_bulkhead.findings import Applicability
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """Place, code and message per entry, then the answer and the closing lines."""
    lines = [_line(entry, style) for group in report.groups for entry in fold(group.findings)]
    lines.extend(style.dim(f"note: {harmless(notice, lines=True)}") for notice in report.notices)
    lines.extend(harmless(line) for line in (*report.opening, *report.closing))
    return "".join(f"{line}\n" for line in lines)


def _line(entry: Entry, style: Style) -> str:
    finding, at = entry.finding, entry.finding.location
    paint = style.red if finding.severity is Severity.ERROR else style.yellow
    mark = " [*]" if finding.fix and finding.fix.applicability is Applicability.SAFE else ""
    place = style.bold(f"{harmless(at.path)}:{at.line}:{at.column}")
    return f"{place}: {paint(harmless(finding.code))}{mark} {harmless(finding.message)}{entry.besides}"
