"""SARIF that the official schema takes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.findings import Applicability, Edit, Evidence, Fix, Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.formats.sarif import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def results(*findings, **details):
    document = json.loads(render(report(*findings, **details), Style()))
    VALIDATOR.validate(document)
    (run,) = document["runs"]
    return run["results"], run


def test_nothing_found_is_a_valid_log():
    assert results()[0] == []


def test_a_finding_has_place_level_and_rule():
    told, run = results(
        finding(location=Location("tests/a b.py", 3, 5, 4, 9), symbol="test_x"),
        finding(code="BH102", hazard="process-state", severity=Severity.WARNING),
    )
    assert [one["level"] for one in told] == ["error", "warning"]
    place = told[0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "tests/a%20b.py"
    assert place["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 9}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "test_x"
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in told] == ["BH101", "BH102"]
    assert rules[0]["name"] == "Environ"


def test_fingerprints_outlive_a_move():
    (before,), _ = results(finding(line=3))
    (after,), _ = results(finding(line=30, message="said otherwise"))
    assert before["partialFingerprints"] == after["partialFingerprints"]


def test_a_fix_is_told_by_lines_and_columns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("test_a.py").write_text("é = 1\r\nx = 2\r\n", encoding="utf-8", newline="")
    fix = Fix(Applicability.SAFE, (Edit(7, 8, "y"), Edit(11, 12, "3\n")))
    (told,), _ = results(finding(fix=fix))
    (change,) = told["fixes"][0]["artifactChanges"]
    regions = [one["deletedRegion"] for one in change["replacements"]]
    assert [(one["startLine"], one["startColumn"], one["endColumn"]) for one in regions] == [(2, 1, 2), (2, 5, 6)]


def test_a_fix_of_a_file_that_is_gone_is_left_out():
    (told,), _ = results(finding("gone.py", fix=Fix(Applicability.SAFE, (Edit(0, 1, ""),))))
    assert "fixes" not in told


def test_evidence_and_notices_are_told():
    (told,), run = results(finding(evidence=(Evidence("b.py", 2, "set here"),)), notices=("half was run",))
    assert told["relatedLocations"][0]["message"]["text"] == "set here"
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "half was run"


def test_what_a_run_found_names_its_test():
    (told,), _ = results(leak("tests/test_a.py::test_x[1]"))
    assert told["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "tests/test_a.py::test_x[1]"


@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
def test_any_text_gives_a_valid_log(message, path):
    results(finding(path, message=message))


def test_the_schema_itself_refuses_what_is_wrong():
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({"version": "2.1.0", "runs": [{"results": [{}]}]})
