"""GitLab Code Quality: a list of issues with fingerprints, by which GitLab tells new ones from old ones."""

from __future__ import annotations

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.fingerprint import fingerprinted
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.style import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(report: Report, style: Style) -> str:
    """The findings as one JSON list."""
    return machine_json(
        [
            {
                "type": "issue",
                "check_name": f"{finding.code} {finding.hazard}",
                "description": f"{finding.code}: {finding.message}",
                "content": {"body": finding.help},
                "categories": ["Bug Risk"],
                "severity": _SEVERITIES[finding.severity],
                "fingerprint": fingerprint,
                "location": {
                    "path": finding.location.path,
                    "positions": {
                        "begin": {"line": finding.location.line, "column": finding.location.column},
                        "end": {"line": finding.location.end_line, "column": finding.location.end_column},
                    },
                },
            }
            for finding, fingerprint in fingerprinted(report.findings)
        ]
    )
