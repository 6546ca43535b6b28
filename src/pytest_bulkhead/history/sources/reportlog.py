"""Reads the lines that pytest-reportlog writes: each phase of each test as pytest reports it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pytest_bulkhead.errors import ForeignReportError
from pytest_bulkhead.history.sources.part import IN_QUARANTINE, Given, Part, Result, microseconds
from pytest_bulkhead.history.values import Outcome
from pytest_bulkhead.outputs.masking import masked_test

_WELL = {"passed": Outcome.PASSED, "skipped": Outcome.SKIPPED}
_FAILED = {"setup": Outcome.ERROR, "call": Outcome.FAILED, "teardown": Outcome.ERROR}
_MOST_OPEN = 100_000
"""How many tests may be under way at once; more are no log of a run."""


def read_reportlog(lines: Iterator[bytes], name: str, given: Given, part: Part) -> tuple[Part, Iterator[Result]]:
    """A part of a run, and what its results will be.

    Args:
        lines: of the file, with their ends.
        name: of the file, for messages.
        given: what is said about it.
        part: of this file, in which nothing stands yet but its keys and a time to fall back on.

    Raises:
        ForeignReportError: it is no such log; while the results are read: it is broken before its last line.
    """
    opening = _decoded(next(lines, b""))
    if opening is None or "$report_type" not in opening:
        raise ForeignReportError(f"{name} is no log of pytest-reportlog: its first line does not say so.")
    part.tool = f"pytest {opening.get('pytest_version', '')}".strip()
    given.amend(part, knows_ci=False)
    reader = _Reader(part)
    results = _results(lines, name, reader)
    first = next(results, None)  # what stands before it tells when the part began
    return part, results if first is None else chain((first,), results)


def _results(lines: Iterator[bytes], name: str, reader: _Reader) -> Iterator[Result]:
    broken = 0
    for number, line in enumerate(lines, start=2):
        if broken:
            raise ForeignReportError(f"{name}:{broken} is no line of pytest-reportlog, and it is not the last one.")
        told = _decoded(line)
        if told is None:
            broken = number
            continue
        try:
            yield from reader.take(told)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ForeignReportError(
                f"{name}:{number} is not a line that pytest-reportlog writes ({error!r:.200})."
            ) from None
    yield from reader.rest()


class _Open:
    """An attempt that is under way."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.outcome = Outcome.PASSED
        self.times: dict[str, int] = {}
        self.begun: int | None = None
        self.failure = ""
        self.is_made_again = False

    def result(self, test: str) -> Result:
        """What it came to."""
        setup, call, teardown = map(self.times.get, _FAILED)
        return Result(test, self.worker, self.outcome, 0, self.begun, setup, call, teardown, failure=self.failure)


class _Reader:
    """Joins the phases of attempts."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._open: dict[tuple[str, str], _Open] = {}
        self._is_dated = False

    def take(self, told: Mapping[str, Any]) -> Iterator[Result]:
        """One line; whoever reads it knows then which attempts are over."""
        match told.get("$report_type"):
            case "TestReport":
                yield from self._phase(told)
            case "CollectReport" if told["outcome"] == "failed":
                self._part.collect_errors += 1
            case "SessionFinish":
                self._part.is_complete = True
            case _:
                pass  # a warning, or what a later version tells

    def rest(self) -> Iterator[Result]:
        """Attempts that were to be made again, and were not."""
        for (test, _), attempt in self._open.items():
            if attempt.is_made_again:
                yield attempt.result(test)

    def _phase(self, told: Mapping[str, Any]) -> Iterator[Result]:
        test, when, outcome = masked_test(str(told["nodeid"])), str(told["when"]), str(told["outcome"])
        worker = str(told.get("worker_id") or "main")
        key = (test, worker)
        start = microseconds(told.get("start"))
        if start and not self._is_dated:
            self._part.started, self._is_dated = start, True
        if when != "teardown" and key in self._open and self._open[key].is_made_again:
            yield self._open.pop(key).result(test)
        if when not in _FAILED:
            self._open.pop(key, None)
            self._part.crashes += 1
            yield Result(test, worker, Outcome.CRASHED, failure=_words(told))
            return
        attempt = self._open.setdefault(key, _Open(worker))
        if len(self._open) > _MOST_OPEN:
            raise ValueError("too many tests are under way at once")
        if attempt.begun is None and start:
            attempt.begun = max(0, start - self._part.started)
        stop = microseconds(told.get("stop"))
        if stop:
            self._part.ended = max(stop, self._part.ended or 0)
        attempt.times[when] = attempt.times.get(when, 0) + (microseconds(told.get("duration")) or 0)
        if outcome not in ("passed", "skipped"):
            if attempt.outcome not in _FAILED.values():
                attempt.outcome = _FAILED[when]
            attempt.failure = attempt.failure or _words(told)
        elif str(told.get("wasxfail")).startswith(IN_QUARANTINE):
            attempt.outcome = Outcome.QUARANTINED
            attempt.failure = attempt.failure or _words(told)
        elif "wasxfail" in told:
            attempt.outcome = Outcome.XPASSED if outcome == "passed" else Outcome.XFAILED
        elif outcome == "skipped":
            attempt.outcome = Outcome.SKIPPED
        # Any other outcome than these three is of an attempt that is made again; its teardown may be told, or not.
        attempt.is_made_again |= outcome not in ("passed", "failed", "skipped")
        if when == "teardown":
            yield self._open.pop(key).result(test)


def _words(told: Mapping[str, Any]) -> str:
    longrepr = told.get("longrepr")
    crash = longrepr.get("reprcrash") if isinstance(longrepr, dict) else None
    message = crash.get("message") if isinstance(crash, dict) else longrepr
    return message if isinstance(message, str) else ""


def _decoded(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
