"""GitHub workflow commands: each finding becomes an annotation of the changed lines."""

from __future__ import annotations

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.folding import fold
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """A command per entry and per notice, each with a readable line for the log."""
    lines = [_annotation(entry.finding, entry.besides) for group in report.groups for entry in fold(group.findings)]
    lines.extend(f"::notice title=pytest-bulkhead::{_data(notice)}" for notice in report.notices)
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding, besides: str) -> str:
    at = finding.location
    properties = {
        "title": f"{finding.code} {finding.hazard}",
        "file": at.path,
        "line": at.line,
        "endLine": max(at.line, at.end_line),
    }
    # The columns of a stretch over several lines are refused.
    if at.end_line == at.line:
        properties |= {"col": at.column, "endColumn": max(at.column, at.end_column)}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    place = f"{at.path}:{at.line}:{at.column}: {finding.code} {finding.message}{besides}"
    text = f"{place}\n{finding.help}" if finding.help else place
    return f"::{finding.severity.value} {told}::{_data(text)}"


def _data(text: str) -> str:
    whole = text.encode(errors="replace").decode()
    return whole.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
