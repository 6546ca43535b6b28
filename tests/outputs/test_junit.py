"""JUnit that a strict XML parser and CI systems read."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.formats.junit import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, report


def read(*findings) -> ET.Element:
    return ET.fromstring(render(report(*findings), Style()))


def test_nothing_found_is_one_case_that_passed():
    root = read()
    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert [case.get("name") for case in root.iter("testcase")] == ["no findings"]


def test_a_suite_per_file_and_a_failure_per_error():
    root = read(finding("b.py"), finding("a.py", 3, symbol="test_x", help="mend it"), finding("b.py", 9))
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [("a.py", "1"), ("b.py", "2")]
    assert root.get("failures") == root.get("tests") == "3"
    case = root[0][0]
    assert (case.get("name"), case.get("classname"), case.get("line")) == ("BH101 environ in test_x", "a", "3")
    assert case.find("failure").text == "a.py:3:1: BH101 environment is written\nmend it"


def test_a_warning_fails_no_build():
    root = read(finding(severity=Severity.WARNING))
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")
    assert root[0][0].find("skipped").get("message") == "environment is written"


@given(st.text(), st.text(min_size=1))
def test_any_text_gives_well_formed_xml(message, path):
    root = read(finding(path, message=message))
    assert root.get("tests") == "1"
    render(report(finding(path, message=message)), Style()).encode()
