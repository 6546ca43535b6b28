"""The run record: versioned JSON lines, the one thing a run leaves behind."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_bulkhead.errors import RecordError

if TYPE_CHECKING:
    from pytest_bulkhead.crash import Crash
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.touch import Touched

SCHEMA = 1
FOLDER = ".bulkhead"
KEPT = 20
_NAME = re.compile(r"([0-9]{8}T[0-9]{6}-[0-9a-z]{1,32})(\.jsonl|\.log)")
_LONGEST_LINE = 16 * 1024 * 1024
# Made once: `json.dumps` with separators makes an encoder for each event.
_encode = json.JSONEncoder(separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring_ascii


@dataclass(frozen=True)
class TestResult:
    """One test as it went.

    Args:
        outcome: passed, failed, error, skipped, xfailed, xpassed or crashed.
        seconds: set-up, call and teardown together.
    """

    __test__ = False

    test: str
    worker: str
    outcome: str
    seconds: float


class Tolerated(NamedTuple):
    """A finding that is not told.

    Args:
        by: `comment` or `baseline`.
        path: of the comment, relative to the root folder; empty for a baseline.
        line: of the comment.
    """

    finding: Finding
    by: str
    path: str = ""
    line: int = 0


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


class RecordWriter:
    """Appends events to a record, each flushed at once, so that a kill loses at most the last line."""

    def __init__(self, path: Path) -> None:
        """Create the file, and its folder where that is missing.

        Raises:
            OSError: the place cannot be written.
        """
        self.path = path
        prepare_folder(path.parent)
        # Held open for the whole run, and without a buffer: each line goes out by itself.
        self._file: FileIO = open(path, "xb", buffering=0)  # noqa: SIM115

    def write(self, event: str, **details: Any) -> None:
        """Append one event.

        Raises:
            OSError: the disk is full or gone.
        """
        self._file.write(f"{_encode({'event': event, **details})}\n".encode())

    def write_start(self, test: str) -> None:
        """Append that a test was begun, as `write` would, in a fraction of its time.

        Raises:
            OSError: the disk is full or gone.
        """
        self._file.write(f'{{"event":"start","test":{_quoted(test)}}}\n'.encode())

    def write_test(self, test: str, worker: str, outcome: str, seconds: float, sizes: Mapping[str, int]) -> None:
        """Append how a test went, likewise.

        Args:
            test: as in `TestResult`, and so are the next three.
            worker: likewise.
            outcome: likewise.
            seconds: likewise.
            sizes: of its process, by name.

        Raises:
            OSError: the disk is full or gone.
        """
        seconds = round(seconds, 6) if math.isfinite(seconds) else 0.0
        more = "".join([f",{_quoted(name)}:{size:d}" for name, size in sizes.items()])
        self._file.write(
            f'{{"event":"test","test":{_quoted(test)},"worker":{_quoted(worker)},'
            f'"outcome":{_quoted(outcome)},"seconds":{seconds!r}{more}}}\n'.encode()
        )

    def close(self) -> None:
        self._file.close()


def new_record_path(root: Path, run: str) -> Path:
    """Where the record of a run that starts now belongs.

    Args:
        root: the folder that holds `.bulkhead`.
        run: the run's identity; letters and digits of it go into the name.
    """
    name = re.sub(r"[^0-9a-z]", "", run.lower())[:12] or "run"
    return root / FOLDER / "runs" / f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{name}.jsonl"


def prepare_folder(folder: Path) -> None:
    """Make the folder for records, and have `.bulkhead` ignore itself for git.

    Raises:
        OSError: the place cannot be written.
    """
    if folder.parent.name == FOLDER and folder.parent.is_symlink():
        raise OSError(errno.ELOOP, "it is a link, and may lead anywhere")
    folder.mkdir(parents=True, exist_ok=True)
    if folder.parent.name == FOLDER:
        with (
            contextlib.suppress(FileExistsError),
            open(folder.parent / ".gitignore", "x", encoding="utf-8") as file,
        ):
            file.write("*\n")


def prune_records(folder: Path, keep: int = KEPT, spare: str = "") -> None:
    """Remove the oldest records of a folder with their logs, and nothing that is not named as one of them.

    Of logs without a record, left by runs that never came to have one, as many are kept.

    Args:
        folder: `runs`.
        keep: how many records stay.
        spare: the name, without its ending, of a record that stays in any case.

    Raises:
        OSError: the folder cannot be read.
    """
    stems: dict[str, set[str]] = {".jsonl": set(), ".log": set()}
    with os.scandir(folder) as entries:
        for entry in entries:
            named = _NAME.fullmatch(entry.name)
            if named and entry.is_file(follow_symlinks=False):
                stems[named[2]].add(named[1])
    records, logs = stems[".jsonl"], stems[".log"]
    past = _oldest(records, keep)
    lost = _oldest(logs - records, keep)
    past -= {spare}
    lost -= {spare}
    for name in [f"{stem}.log" for stem in (past & logs) | lost] + [f"{stem}.jsonl" for stem in past]:
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _oldest(stems: set[str], keep: int) -> set[str]:
    return set(sorted(stems)[: max(0, len(stems) - keep)])


def add_to_record(path: Path, event: str, **details: Any) -> None:
    """Append one event to the record of a run that is over.

    Raises:
        OSError: the place cannot be written.
    """
    with open(path, "ab") as file:
        file.write(_encode({"event": event, **details}).encode() + b"\n")


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
            record.tests.append(TestResult(str(event["test"]), str(event["worker"]), str(event["outcome"]), seconds))
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
