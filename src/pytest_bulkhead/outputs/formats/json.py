"""The JSON contract: one object with findings and summary."""

from __future__ import annotations

from pytest_bulkhead.outputs.format import TOOL, Report
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """The report as one JSON object, ended by a new line."""
    return machine_json(
        {
            "version": 1,
            "tool": TOOL,
            "findings": [finding.to_json() for finding in report.findings],
            "notices": list(report.notices),
            "summary": dict(report.summary),
        }
    )
