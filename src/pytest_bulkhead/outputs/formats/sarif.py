"""SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from pytest_bulkhead import __version__
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Hazard, Severity
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.outputs.fingerprint import fingerprinted
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.reported_text import Place, ReportedTexts, Text
from pytest_bulkhead.outputs.style import Style

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_ROOT = "SRCROOT"


def render(report: Report, style: Style) -> str:
    """The report as one SARIF log with one run."""
    codes = {finding.code for finding in report.findings}
    rules = [_rule(hazard) for hazard in all_hazards() if hazard.code in codes]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "pytest-bulkhead", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the check was run."}}},
        "results": _results(report.findings, [rule["id"] for rule in rules]),
    }
    if report.notices:
        told = [{"level": "note", "message": {"text": notice}} for notice in report.notices]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    return machine_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(hazard: Hazard) -> dict[str, Any]:
    example = f"{hazard.why}\n\nBad:\n\n```python\n{hazard.bad}```\n\nGood:\n\n```python\n{hazard.good}```\n"
    return {
        "id": hazard.code,
        "name": "".join(word.capitalize() for word in hazard.slug.split("-")),
        "shortDescription": {"text": hazard.title},
        "fullDescription": {"text": hazard.why},
        "help": {"text": hazard.remedy, "markdown": f"{hazard.remedy}\n\n{example}"},
        "defaultConfiguration": {"level": _LEVELS[hazard.severity]},
        "properties": {"tags": ["test-isolation", hazard.slug]},
    }


def _results(findings: Iterable[Finding], rules: list[str]) -> list[dict[str, Any]]:
    texts = ReportedTexts()
    return [
        _result(finding, fingerprint, rules, texts.of(finding.location.path) if finding.fix else None)
        for finding, fingerprint in fingerprinted(findings)
    ]


def _result(finding: Finding, fingerprint: str, rules: list[str], text: Text | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. {finding.help}".rstrip()},
        "locations": [_location(finding)],
        # The second name, in its own form, is the one that GitHub tells new results from old ones by.
        "partialFingerprints": {"bulkheadFinding/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint[:16]}:1"},
    }
    if finding.code in rules:
        result["ruleIndex"] = rules.index(finding.code)
    if finding.evidence:
        result["relatedLocations"] = [
            {
                "message": {"text": one.message},
                "physicalLocation": {"artifactLocation": _artifact(one.path), "region": {"startLine": one.line}},
            }
            for one in finding.evidence
        ]
    fix = _fix(finding, text) if text else None
    return {**result, "fixes": [fix]} if fix else result


def _location(finding: Finding) -> dict[str, Any]:
    at = finding.location
    region = _region(Place(at.line, at.column), Place(at.end_line, at.end_column))
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(at.path), "region": region},
    }
    name = finding.test or finding.symbol
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "function"}]
    return location


def _fix(finding: Finding, text: Text) -> dict[str, Any] | None:
    edits = finding.fix.edits if finding.fix else ()
    spans = [text.span(edit) for edit in edits]
    replacements = [
        {"deletedRegion": _region(*span), "insertedContent": {"text": edit.text}}
        for edit, span in zip(edits, spans, strict=True)
        if span
    ]
    if not replacements or None in spans:
        return None
    changes = [{"artifactLocation": _artifact(finding.location.path), "replacements": replacements}]
    return {"description": {"text": finding.help or finding.message}, "artifactChanges": changes}


def _region(start: Place, end: Place) -> dict[str, int]:
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode(errors="surrogateescape")), "uriBaseId": _ROOT}
