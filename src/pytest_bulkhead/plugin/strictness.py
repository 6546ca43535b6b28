"""A leak in the reports of pytest: in mode `strict` an error of the test in whose teardown it came to light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding


def refuse(report: pytest.TestReport, findings: list[Finding]) -> None:
    """Turn the report of a teardown into an error that tells the whole story."""
    story = "\n".join(_tell(finding) for finding in findings)
    if report.outcome == "failed":
        report.sections.append(("bulkhead", story))
        return
    report.outcome = "failed"
    report.longrepr = story


def add_properties(report: pytest.TestReport, findings: list[Finding]) -> None:
    """Let the report of a teardown carry what came to light in it, into the user's JUnit file."""
    from pytest_bulkhead.outputs.harmless import harmless

    for finding in findings:
        at = finding.location
        report.user_properties.append(("bulkhead", harmless(f"{at.path}:{at.line}: {finding.code} {finding.message}")))


def _tell(finding: Finding) -> str:
    from pytest_bulkhead.outputs.harmless import harmless  # only when there is something to tell

    at = finding.location
    lines = [f"{finding.code} {finding.hazard}: {finding.message}", f"  at {at.path}:{at.line}"]
    lines += [f"  see {item.path}:{item.line}: {item.message}" for item in finding.evidence]
    return "\n".join(map(harmless, [*lines, f"  {finding.help}"]))
