"""Reads a record again, also one whose run was killed, and one that somebody else has written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.record.tolerated import Tolerated
from pytest_bulkhead.record.writing import SCHEMA

if TYPE_CHECKING:
    from pytest_bulkhead.crash import Crash
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.touch import Touched

_LONGEST_LINE = 16 * 1024 * 1024
_LARGEST = 2**53


@dataclass(frozen=True)
class TestResult:
    """One test as it went.

    Args:
        outcome: passed, failed, error, skipped, xfailed, xpassed, quarantined or crashed.
        seconds: set-up, call and teardown together.
        begun: when it was, in seconds after the run's start; None where that is not told.
        resident_kb: the size of its process afterwards; None where that is not told.
    """

    __test__ = False

    test: str
    worker: str
    outcome: str
    seconds: float
    begun: float | None = None
    resident_kb: int | None = None


@dataclass(slots=True)
class Record:
    """What a run record says.

    Args:
        header: the first line, with the versions and the root folder.
        tolerated: findings that comments and the baseline let stand; where there was more than the baseline tolerates,
            they stand among the findings, too.
        unfinished: tests that were begun and of which nothing more was heard.
        crashes: one for each worker that died.
        never_ran: tests that were not run because workers died.
        collect_errors: paths that could not be collected.
        quarantined: tests whose failures did not count.
        overdue: tests that are in quarantine too long, so that theirs count again.
        touched: what tests and fixtures reached that others could reach, too.
        is_followed: whether it was looked at who touches what.
        dist: how tests are dealt out among workers, in this run or by the project's settings; empty where unknown.
        end: the last line, None when the run was killed.
        truncated: whether the last line was cut off in the middle.
    """

    header: Mapping[str, Any]
    tests: list[TestResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tolerated: list[Tolerated] = field(default_factory=list)
    crashes: list[Crash] = field(default_factory=list)
    never_ran: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    collect_errors: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    is_followed: bool = False
    dist: str = ""
    unfinished: list[str] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    end: Mapping[str, Any] | None = None
    truncated: bool = False

    @property
    def failed(self) -> int:
        """How many tests did not end well."""
        return sum(test.outcome in ("failed", "error", "crashed") for test in self.tests)


def read_record(path: Path) -> Record:
    """Read a record, also one whose run was killed.

    Raises:
        RecordError: the file cannot be read, is no record, is broken before its last line, or is of a later schema.
    """
    record: Record | None = None
    begun: dict[str, None] = {}
    for number, event in _events(path):
        if record is None:
            record = Record(header=_header(path, event))
            continue
        if record.truncated:
            raise RecordError(f"{path}:{number - 1} is not a line of a run record, and it is not the last one.")
        if event is None:
            record.truncated = True
            continue
        try:
            _take(record, event, begun)
        except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise RecordError(f"{path}:{number} is not a line that bulkhead writes ({error!r:.200}).") from None
    if record is None:
        raise RecordError(f"{path} is no run record of bulkhead: it is empty.")
    record.unfinished = list(begun)
    return record


def _events(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    try:
        with open(path, "rb") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                yield number, _event(line)
    except OSError as error:
        raise RecordError(f"The run record {path} cannot be read: {error.strerror}.") from None


def _event(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        event = json.loads(line.decode())
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def _header(path: Path, event: dict[str, Any] | None) -> Mapping[str, Any]:
    schema = event.get("schema") if event else None
    if event is None or event["event"] != "run" or type(schema) is not int or schema < 1:
        raise RecordError(f"{path} is no run record of bulkhead: its first line does not say so.")
    if schema > SCHEMA:
        raise RecordError(
            f"{path} was written by a later bulkhead (schema {schema}, this one reads {SCHEMA}): upgrade to read it."
        )
    return event


def _take(record: Record, event: dict[str, Any], begun: dict[str, None]) -> None:
    match event["event"]:
        case "start":
            begun[str(event["test"])] = None
        case "test":
            begun.pop(str(event["test"]), None)
            seconds = float(event["seconds"])
            if not math.isfinite(seconds):
                raise ValueError("seconds without end")
            after, resident = _whole(event.get("begun_us")), _whole(event.get("resident_kb"))
            told = str(event["test"]), str(event["worker"]), str(event["outcome"])
            record.tests.append(TestResult(*told, seconds, None if after is None else after / 1e6, resident))
        case "finding":
            from pytest_bulkhead.findings import Finding  # for readers only: whoever writes a run has no time for it

            record.findings.append(Finding.from_json(event["finding"]))
        case "tolerated":
            from pytest_bulkhead.findings import Finding

            finding = Finding.from_json(event["finding"])
            record.tolerated.append(Tolerated(finding, str(event["by"]), str(event["path"]), int(event["line"])))
        case "confirmed":
            from pytest_bulkhead.findings import Finding

            before, now = Finding.from_json(event["before"]), Finding.from_json(event["finding"])
            record.findings = [now if finding == before else finding for finding in record.findings]
        case "crash":
            from pytest_bulkhead.crash import crash_of

            record.crashes.append(crash_of(event))
        case "never-ran":
            record.never_ran += map(str, event["tests"])
        case "notice":
            record.notices.append(str(event["message"]))
        case "collect-error":
            record.collect_errors.append(str(event["path"]))
        case "quarantine":
            record.quarantined, record.overdue = [[str(test) for test in event[name]] for name in ("tests", "overdue")]
        case "touches":
            from pytest_bulkhead.touch import Touched  # for readers only, too

            record.touched.append(Touched.from_json(event))
        case "dist":
            record.dist, record.is_followed = str(event["dist"]), True
        case "worker":
            record.workers.append(str(event["worker"]))
        case "end":
            record.end = event
        case _:
            pass  # a later version of the same schema may tell more


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value < _LARGEST else None
