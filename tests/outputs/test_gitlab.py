"""Code Quality issues, each with a fingerprint of its own."""

from __future__ import annotations

import json

from pytest_bulkhead.findings import Location
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.formats.gitlab import render
from pytest_bulkhead.outputs.style import Style

from .samples import finding, report


def issues(*findings):
    return json.loads(render(report(*findings), Style()))


def test_nothing_found_is_an_empty_list():
    assert issues() == []


def test_an_issue_has_what_gitlab_asks_for():
    (told,) = issues(finding(location=Location("tests/test_a.py", 3, 5, 3, 9), help="mend it"))
    assert told["location"]["path"] == "tests/test_a.py"
    assert told["location"]["positions"]["begin"] == {"line": 3, "column": 5}
    assert told["check_name"] == "BH101 environ"
    assert told["severity"] == "major"
    assert told["content"]["body"] == "mend it"


def test_a_warning_is_minor():
    assert issues(finding(severity=Severity.WARNING))[0]["severity"] == "minor"


def test_equal_findings_on_other_lines_are_kept_apart_and_survive_a_move():
    before = [one["fingerprint"] for one in issues(finding(line=3), finding(line=9))]
    after = [one["fingerprint"] for one in issues(finding(line=4), finding(line=10))]
    assert before == after
    assert len(set(before)) == 2
