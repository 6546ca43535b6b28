"""The JSON output is a contract, that a schema can check."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead import __version__
from pytest_bulkhead.findings import Applicability, Edit, Evidence, Fix, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.outputs.formats.json import render
from pytest_bulkhead.outputs.json_schema import output_schema
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report

COUNTS = {"files": 1, "rules": 4, "findings": 0, "by_code": {}, "suppressed": 0, "seconds": 0.1}

FULL = finding(
    location=Location("tests/test_é.py", 12, 5, 12, 40),
    symbol="test_x",
    help="use monkeypatch",
    fix=Fix(Applicability.UNSAFE, (Edit(310, 345, "x"), Edit(400, 400, "漢"))),
    evidence=(Evidence("tests/conftest.py", 3, "read here"),),
)


def strict(text: str) -> dict[str, object]:
    """Read as other languages read: no NaN, no halves of surrogate pairs."""
    document = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    json.dumps(document, ensure_ascii=False).encode()
    return document


@pytest.mark.parametrize(
    "told",
    [
        report(),
        report(FULL),
        report(leak("t1"), leak("t2")),
        report(finding(source=Source.CONFIG, severity=Severity.WARNING), notices=("n",), closing=("c",)),
    ],
    ids=["nothing", "a whole finding", "leaks", "a notice"],
)
def test_every_report_keeps_the_contract(told):
    document = strict(render(told, Style()))
    document["summary"] = COUNTS
    jsonschema.validate(document, output_schema())
    assert document["tool"] == f"pytest-bulkhead {__version__}"
    assert len(document["findings"]) == len(told.findings)


def test_the_schema_refuses_what_the_contract_does_not_hold():
    jsonschema.Draft202012Validator.check_schema(output_schema())
    document = strict(render(report(FULL), Style())) | {"summary": COUNTS}
    for broken in ({"version": 2}, {"more": 1}, {"findings": [{}]}, {"summary": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | broken, output_schema())


def test_findings_are_told_whole_and_never_folded():
    document = json.loads(render(report(FULL, leak("t1"), leak("t2")), Style()))
    assert document["findings"] == [FULL.to_json(), leak("t1").to_json(), leak("t2").to_json()]


def test_the_order_is_that_of_the_groups():
    told = Report((Group("b", (finding(line=9),)), Group("a", (finding(line=1),))), {})
    assert [one["line"] for one in json.loads(render(told, Style()))["findings"]] == [9, 1]


def test_the_summary_and_the_notices_are_handed_on():
    summary = {"files": 3, "findings": 0, "by_code": {}, "suppressed": 0, "seconds": 0.21, "run": None}
    document = json.loads(render(Report((), summary, notices=("one", "two\nlines")), Style()))
    assert document["summary"] == summary
    assert document["notices"] == ["one", "two\nlines"]


def test_colour_is_never_wanted():
    assert render(report(FULL), Style(colour=True)) == render(report(FULL), Style())


def test_a_path_that_is_no_utf_8_stops_no_strict_reader():
    document = strict(render(report(finding("tests/\udcff.py")), Style()))
    assert document["findings"][0]["path"] == "tests/\ufffd.py"


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_text_comes_back_whole_through_any_encoding_of_standard_output(text):
    rendered = render(report(finding(message=text)), Style())
    rendered.encode("ascii")
    assert strict(rendered)["findings"][0]["message"] == text
