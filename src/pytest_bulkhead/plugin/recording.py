"""In the controller (or the only process): writes down what arrives, as it arrives."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead import __version__
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.record import SCHEMA, RecordWriter, prune_records

_FAILURES = {"setup": "error", "call": "failed", "teardown": "error"}


class Recording:
    """Keeps the run's findings and notices, and a record of them where one can be written."""

    def __init__(self, path: Path) -> None:
        self.path: Path | None = path
        self.findings: list[Finding] = []
        self.notices: list[str] = []
        self._writer: RecordWriter | None = None
        self._seconds: dict[tuple[str, str], float] = {}
        self._outcomes: dict[tuple[str, str], str] = {}
        self._began = time.monotonic()

    def start(self, run: str, root: str, versions: Mapping[str, str | None]) -> None:
        """Open the record and write its first line."""
        if self.path is None:
            return
        try:
            self._writer = RecordWriter(self.path)
            prune_records(self.path.parent)
        except OSError as error:
            self._give_up(error)
            return
        self._write(
            "run",
            schema=SCHEMA,
            tool=f"pytest-bulkhead {__version__}",
            run=run,
            root=root,
            started=time.time(),
            python=platform.python_version(),
            platform=sys.platform,
            **versions,
        )

    def worker_starts(self, worker: str) -> None:
        self._write("worker", worker=worker)

    def test_starts(self, test: str) -> None:
        self._write("start", test=test)

    def phase(self, test: str, worker: str, when: str, outcome: str, seconds: float) -> None:
        """Take one report; the last of a test completes its line.

        Args:
            test: the node id.
            worker: the worker that ran it, `main` where there are none.
            when: setup, call, teardown, or anything else for a test whose worker died.
            outcome: passed, failed, skipped, xfailed or xpassed.
            seconds: how long the phase took.
        """
        key = (test, worker)
        self._seconds[key] = self._seconds.get(key, 0.0) + seconds
        known = self._outcomes.get(key, "passed")
        if when not in ("setup", "call", "teardown"):
            self._write("crash", worker=worker, test=test)
            known = "crashed"
        elif outcome == "failed":
            known = known if known == "failed" else _FAILURES[when]
        elif outcome != "passed":
            known = outcome
        self._outcomes[key] = known
        if when not in ("setup", "call"):
            total = round(self._seconds.pop(key), 6)
            self._write("test", test=test, worker=worker, outcome=self._outcomes.pop(key), seconds=total)

    def collect_error(self, path: str) -> None:
        self._write("collect-error", path=path)

    def take(self, parcel: Any) -> None:
        """Unpack what a worker, or the watch of this process, has sent along."""
        if not isinstance(parcel, Mapping):
            return
        for data in parcel.get("findings", ()):
            self._finding(Finding.from_json(data))
        for notice in parcel.get("notices", ()):
            self.notice(str(notice))

    def notice(self, message: str) -> None:
        """Say something once."""
        if message not in self.notices:
            self.notices.append(message)
            self._write("notice", message=message)

    def end(self, status: int) -> None:
        """Write the last line."""
        self._write("end", status=status, seconds=round(time.monotonic() - self._began, 3))
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _finding(self, finding: Finding) -> None:
        # Each worker imports every module, and sees the same.
        if finding.owner == "module" and finding in self.findings:
            return
        self.findings.append(finding)
        self._write("finding", finding=finding.to_json())

    def _write(self, event: str, **details: Any) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(event, **details)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        place, self.path, self._writer = self.path, None, None
        self.notices.append(f"no run record is kept: {place} cannot be written ({error.strerror})")


def pack(findings: list[Finding], notices: list[str]) -> dict[str, Any] | None:
    """What `take` unpacks: plain values, which survive the way from a worker."""
    if not findings and not notices:
        return None
    return {"findings": [finding.to_json() for finding in findings], "notices": notices}
