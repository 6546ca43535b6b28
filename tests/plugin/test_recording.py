"""What arrives is written down as it arrives, once, under the names that tests have everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_bulkhead.plugin import recording as room
from pytest_bulkhead.plugin.recording import Recording
from pytest_bulkhead.plugin.xdist import plain_test_id, set_workers
from pytest_bulkhead.record.reading import Record, read_record


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    recording = Recording(tmp_path / "run.jsonl")
    recording.start("run", "/root", {"pytest": "9", "xdist": None})
    return recording


def ended(recording: Recording) -> Record:
    path = recording.path
    assert path is not None
    recording.end(0)
    return read_record(path)


@pytest.mark.parametrize(
    ("phases", "outcome"),
    [
        (["setup passed", "call passed", "teardown passed"], "passed"),
        (["setup passed", "call failed", "teardown passed"], "failed"),
        (["setup passed", "call failed", "teardown failed"], "failed"),
        (["setup failed", "teardown passed"], "error"),
        (["setup passed", "call passed", "teardown failed"], "error"),
        (["setup passed", "call xfailed", "teardown failed"], "error"),
        (["setup skipped", "teardown passed"], "skipped"),
        (["setup passed", "call xpassed", "teardown passed"], "xpassed"),
        (["setup passed", "call rerun", "setup passed", "call passed", "teardown passed"], "passed"),
        (["setup passed", "call rerun", "setup passed", "call failed", "teardown passed"], "failed"),
        (
            [*["setup passed", "call rerun", "teardown passed"], *["setup passed", "call failed", "teardown passed"]],
            "failed",
        ),
        ([*["setup rerun", "teardown passed"], *["setup passed", "call passed", "teardown passed"]], "passed"),
        (["setup passed", "call retried", "call retried", "call passed", "teardown passed"], "passed"),
        (["setup passed", "call rerun", "??? failed"], "crashed"),
        ([*["setup passed", "call passed", "teardown rerun"], *["setup passed", "teardown passed"]], "passed"),
        (["setup passed", "call failed", "teardown rerun", "call passed", "teardown passed"], "passed"),
        (["setup passed", "??? failed"], "crashed"),
        (["??? failed"], "crashed"),
    ],
)
def test_phases_make_one_outcome(phases: list[str], outcome: str, recording: Recording) -> None:
    for phase in phases:
        recording.phase("t", "main", *phase.split(), 0.25)
    (result,) = ended(recording).tests
    assert (result.test, result.outcome, result.seconds) == ("t", outcome, 0.25 * len(phases))
    assert not recording._attempts


def test_an_attempt_that_is_made_again_has_a_line_of_its_own(recording: Recording) -> None:
    path = recording.path
    assert path is not None
    began = recording._started + 1.5
    recording.phase("t", "gw1", "setup", "passed", 0.25, began=began)
    recording.phase("t", "gw1", "call", "rerun", 0.5, failure="AssertionError: password=hunter2 x\n" + "y" * 9000)
    recording.phase("t", "gw1", "setup", "passed", 0.25, began=began + 1)
    recording.phase("t", "gw1", "call", "passed", 0.125)
    recording.phase("t", "gw1", "teardown", "passed", 0.0, {"resident_kb": 9, "cpu_us": 7})
    recording.end(0)
    failure, again, last = (
        line for line in map(json.loads, path.read_text().splitlines()) if line["event"] in ("failure", "rerun", "test")
    )
    assert (failure["test"], failure["when"], len(failure["message"])) == ("t", "call", 300)
    assert "hunter2" not in failure["message"]
    assert again == {
        "event": "rerun",
        "test": "t",
        "worker": "gw1",
        "outcome": "failed",
        "seconds": 0.75,
        "begun_us": pytest.approx(1_500_000, abs=1),
        "setup_us": 250_000,
        "call_us": 500_000,
    }
    assert last == {
        "event": "test",
        "test": "t",
        "worker": "gw1",
        "outcome": "passed",
        "seconds": 1.125,
        "begun_us": pytest.approx(2_500_000, abs=1),
        "setup_us": 250_000,
        "call_us": 125_000,
        "teardown_us": 0,
        "resident_kb": 9,
        "cpu_us": 7,
    }


def test_foreign_parcels_do_no_harm(recording: Recording) -> None:
    for parcel in (None, 1, "x", {}, {"findings": [{}, {"test": 1}], "notices": ["mind"]}, {"findings": [1]}):
        recording.take(parcel)
    assert recording.notices == [recording.notices[0], "mind"]
    assert "cannot be read" in recording.notices[0]
    assert ended(recording).findings == []


class FullDisk:
    """A writer that runs out of room."""

    def __init__(self, path: Path) -> None:
        self.room, self.closed = 2, False

    def write(self, event: str, **details: Any) -> None:
        self.room -= 1
        if self.room < 0:
            raise OSError(28, "No space left on device")

    def write_start(self, test: str) -> None:
        self.write("start", test=test)

    def close(self) -> None:
        self.closed = True
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    writers: list[FullDisk] = []
    monkeypatch.setattr(room, "RecordWriter", lambda path: writers.append(FullDisk(path)) or writers[0])
    recording = Recording(tmp_path / "run.jsonl")
    recording.start("run", "/root", {})
    for number in range(3):
        recording.test_starts(str(number))
    recording.notice("another")
    recording.end(0)
    assert len([notice for notice in recording.notices if "No space left" in notice]) == 1
    assert recording.path is None
    assert writers[0].closed


def config(**options: Any) -> Any:
    return SimpleNamespace(
        option=SimpleNamespace(**options), getoption=lambda name, default: options.get(name, default)
    )


@pytest.mark.parametrize(
    ("dist", "test", "plain"),
    [
        ("loadgroup", "t.py::test_x@group", "t.py::test_x"),
        ("loadgroup", "t.py::test_x[a@b]", "t.py::test_x[a@b]"),
        ("loadgroup", "t.py::test_x[a@b]@group_two", "t.py::test_x[a@b]"),
        ("loadgroup", "a@b/t.py::test_x", "a@b/t.py::test_x"),
        ("load", "t.py::test_x@group", "t.py::test_x@group"),
    ],
)
def test_a_groups_name_is_taken_off_where_it_was_put_on(dist: str, test: str, plain: str) -> None:
    assert plain_test_id(config(dist=dist))(test) == plain


@pytest.mark.parametrize(
    ("options", "workers", "insist", "becomes"),
    [
        ({"numprocesses": None, "tx": []}, "auto", False, "auto"),
        ({"numprocesses": 3, "tx": []}, "auto", False, 3),
        ({"numprocesses": 3, "tx": []}, "2", True, 2),
        ({"numprocesses": None, "tx": ["ssh=host"]}, "2", False, None),
        ({"numprocesses": None, "tx": []}, "", True, None),
        ({"numprocesses": 3, "tx": []}, "0", True, 0),
    ],
)
def test_an_audit_asks_for_workers_where_the_project_does_not_say(
    options: dict[str, Any], workers: str, insist: bool, becomes: object
) -> None:
    asked = config(**options)
    set_workers(asked.option, workers, insist=insist)
    assert asked.option.numprocesses == becomes
