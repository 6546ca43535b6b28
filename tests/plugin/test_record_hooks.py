"""Reports come to the same lines of the record, whether they are taken one by one or all at once."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from pytest_bulkhead.plugin.orders import Orders
from pytest_bulkhead.plugin.parcel import PARCEL, SIZES
from pytest_bulkhead.plugin.quarantining import QUARANTINED
from pytest_bulkhead.plugin.record_hooks import RecordHooks
from pytest_bulkhead.plugin.recording import Recording

_BEGAN = 1_700_000_000.0
_ORDERS = Orders("report", "quick")


class OneByOne(pytest.TestReport):
    """Of a kind that nobody knows, so that it is taken when it comes."""


def report(kind: type[pytest.TestReport], told: dict[str, Any]) -> pytest.TestReport:
    marks = (
        {"node": type("Node", (), {"gateway": type("Gateway", (), {"id": told["worker"]})})} if told["worker"] else {}
    )
    marks |= dict.fromkeys(told["marks"], "mark")
    if told["when"] == "teardown":
        marks[SIZES] = {"resident_kb": 7, "cpu_us": 9}
    made = kind(
        *(told["test"], ("t.py", 1, "t"), {}, "passed", None, told["when"]),
        duration=told["seconds"],
        start=_BEGAN + told["began"],
        **marks,
    )
    made.outcome = told["outcome"]
    return made


def lines(kind: type[pytest.TestReport], reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording(Path(folder, "run.jsonl"))
        recording.start("run", folder, {})
        recording._started = _BEGAN
        hooks = RecordHooks(recording, "run", _ORDERS)
        try:
            for told in reports:
                hooks.pytest_runtest_logreport(report(kind, told))
            recording.end(0)
        finally:
            recording.close()
        found = [json.loads(line) for line in Path(folder, "run.jsonl").read_text().splitlines()]
    return [line for line in found if line["event"] in ("test", "rerun", "failure", "crash")]


def phases(test: str, worker: str) -> list[dict[str, Any]]:
    names = ("setup", "call", "teardown")
    one = {"test": test, "worker": worker, "outcome": "passed", "seconds": 0.25, "began": 1.0, "marks": []}
    return [{**one, "when": when} for when in names]


some_reports = some.lists(
    some.fixed_dictionaries(
        {
            "test": some.sampled_from(["t.py::a", "t.py::b[é\n]"]),
            "worker": some.sampled_from(["", "gw0", "gw1"]),
            "when": some.sampled_from(["setup", "call", "teardown", "???"]),
            "outcome": some.sampled_from(["passed", "passed", "passed", "failed", "skipped", "rerun"]),
            "seconds": some.sampled_from([0.0, 0.125, 1.5]),
            "began": some.sampled_from([0.5, 2.0]),
            "marks": some.lists(some.sampled_from(["wasxfail", QUARANTINED]), max_size=1),
        }
    ),
    max_size=12,
)


@given(some_reports)
@example(phases("t.py::a", ""))
@example([*phases("t.py::a", "gw0")[:2], *phases("t.py::a", "gw1")])
@example([{**one, "marks": ["wasxfail"]} for one in phases("t.py::a", "")])
def test_a_test_whose_phases_are_taken_at_once_has_the_lines_that_it_has_one_by_one(
    reports: list[dict[str, Any]],
) -> None:
    # Only a phase without a test's end, of which nothing is told, may come later or never.
    assert sorted(map(str, lines(pytest.TestReport, reports))) == sorted(map(str, lines(OneByOne, reports)))


def test_what_travels_with_a_phase_that_goes_well_is_taken_at_once(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "run.jsonl")
    hooks = RecordHooks(recording, "run", _ORDERS)
    first = report(pytest.TestReport, phases("t.py::a", "gw0")[0])
    setattr(first, PARCEL, {"notices": ["mind"]})
    hooks.pytest_runtest_logreport(first)
    assert recording.notices == ["mind"]
    assert not hasattr(first, PARCEL)
