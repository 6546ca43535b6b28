"""The JSON contract: one object with findings and summary."""

from __future__ import annotations

import json

from pytest_bulkhead.outputs.format import TOOL, Report
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """The report as one JSON object, ended by a new line."""
    document = {
        "version": 1,
        "tool": TOOL,
        "findings": [finding.to_json() for finding in report.findings],
        "notices": list(report.notices),
        "summary": dict(report.summary),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
