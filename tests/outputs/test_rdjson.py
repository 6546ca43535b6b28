"""Diagnostics that reviewdog's own schema takes, with columns in bytes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from pytest_bulkhead.findings import Applicability, Edit, Evidence, Fix, Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.formats.rdjson import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "rdjson.json").read_text("utf-8"))


def diagnostics(*findings):
    document = json.loads(render(report(*findings), Style()))
    jsonschema.Draft4Validator(SCHEMA).validate(document)
    return document["diagnostics"]


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_nothing_found_is_an_empty_list():
    assert diagnostics() == []


def test_columns_are_bytes():
    Path("test_a.py").write_text('x = "é漢", y\n', encoding="utf-8")
    (told,) = diagnostics(finding(location=Location("test_a.py", 1, 10, 1, 11)))
    assert told["location"]["range"] == {"start": {"line": 1, "column": 13}, "end": {"line": 1, "column": 14}}


def test_each_edit_is_a_suggestion():
    Path("test_a.py").write_text("def test():\n    x\n", encoding="utf-8")
    (told,) = diagnostics(finding(fix=Fix(Applicability.SAFE, (Edit(9, 9, "monkeypatch"), Edit(16, 17, "y")))))
    assert [one["text"] for one in told["suggestions"]] == ["monkeypatch", "y"]
    assert told["suggestions"][1]["range"] == {"start": {"line": 2, "column": 5}, "end": {"line": 2, "column": 6}}


def test_severity_code_and_evidence():
    error, warning, run = diagnostics(
        finding(evidence=(Evidence("b.py", 2, "set here"),)), finding(severity=Severity.WARNING), leak("t")
    )
    assert (error["severity"], warning["severity"]) == ("ERROR", "WARNING")
    assert error["code"]["value"] == run["code"]["value"] == "BH101"
    assert error["related_locations"][0]["location"]["path"] == "b.py"
    assert "suggestions" not in error
