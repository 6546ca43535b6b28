"""Reviewdog's diagnostics as JSON, with fixes as suggestions that a reviewer can take by a click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.reported_text import Place, ReportedTexts, Text
from pytest_bulkhead.outputs.style import Style

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}


def render(report: Report, style: Style) -> str:
    """The findings as one DiagnosticResult."""
    texts = ReportedTexts()
    return machine_json(
        {
            "source": {"name": "pytest-bulkhead"},
            "diagnostics": [_diagnostic(finding, texts.of(finding.location.path)) for finding in report.findings],
        }
    )


def _diagnostic(finding: Finding, text: Text) -> dict[str, Any]:
    at = finding.location
    diagnostic: dict[str, Any] = {
        "message": f"{finding.message}\n{finding.help}".rstrip(),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
        "location": {
            "path": at.path,
            "range": _range(Place(at.line, at.column), Place(at.end_line, at.end_column), text),
        },
        "related_locations": [
            {"message": one.message, "location": {"path": one.path, "range": {"start": {"line": one.line}}}}
            for one in finding.evidence
        ],
    }
    suggestions = list(_suggestions(finding, text))
    return {**diagnostic, "suggestions": suggestions} if suggestions else diagnostic


def _suggestions(finding: Finding, text: Text) -> Iterator[dict[str, Any]]:
    for edit in finding.fix.edits if finding.fix else ():
        span = text.span(edit)
        if span:
            yield {"range": _range(*span, text), "text": edit.text}


def _range(start: Place, end: Place, text: Text) -> dict[str, Any]:
    """Reviewdog counts columns in bytes."""
    return {
        "start": {"line": start.line, "column": text.byte_column(start)},
        "end": {"line": end.line, "column": text.byte_column(end)},
    }
