"""Findings and reports in few words."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report


def finding(path: str = "test_a.py", line: int = 1, column: int = 1, *, end_column: int = 0, **details: Any) -> Finding:
    values = {
        "code": "BH101",
        "hazard": "environ",
        "source": Source.STATIC,
        "severity": Severity.ERROR,
        "location": Location(path, line, column, end_column=end_column),
        "message": "environment is written",
        **details,
    }
    return Finding(**values)


def leak(test: str | None, name: str = "API_URL", **details: Any) -> Finding:
    return finding(source=Source.RUNTIME, test=test, owner="test", what=What("environ", name), **details)


def report(*findings: Finding, heading: str = "", **details: Any) -> Report:
    return Report(groups=(Group(heading, findings),), summary={"findings": len(findings)}, **details)
