"""JUnit XML: a suite per file, a test case per finding; errors are failures, warnings are skipped cases."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.style import Style

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = "pytest-bulkhead"


def render(report: Report, style: Style) -> str:
    """The findings as a JUnit document; without findings, one case that passed."""
    root = ET.Element("testsuites", name=_NAME)
    findings = sorted(report.findings, key=lambda finding: finding.sort_key)
    for path, of_file in groupby(findings, key=lambda finding: finding.location.path):
        _suite(root, path, [_case(finding) for finding in of_file])
    if not findings:
        _suite(root, _NAME, [ET.Element("testcase", name="no findings", classname=_NAME, time="0")])
    for count in ("tests", "failures", "skipped", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(root: ET.Element, name: str, cases: list[ET.Element]) -> None:
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
        "errors": 0,
    }
    suite = ET.SubElement(root, "testsuite", {"name": _clean(name), **{key: str(one) for key, one in counts.items()}})
    suite.extend(cases)


def _case(finding: Finding) -> ET.Element:
    at = finding.location
    case = ET.Element("testcase", {
        "name": _clean(f"{finding.code} {finding.hazard}" + (f" in {finding.symbol}" if finding.symbol else "")),
        "classname": _clean(at.path.removesuffix(".py").replace("/", ".")),
        "file": _clean(at.path),
        "line": str(at.line),
        "time": "0",
    })  # fmt: skip
    told = "failure" if finding.severity is Severity.ERROR else "skipped"
    result = ET.SubElement(case, told, message=_clean(finding.message), type=finding.code)
    result.text = _clean(f"{at.path}:{at.line}:{at.column}: {finding.code} {finding.message}\n{finding.help}".rstrip())
    return case


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
