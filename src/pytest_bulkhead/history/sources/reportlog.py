"""Reads the lines that pytest-reportlog writes: each phase of each test as pytest reports it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
_NUMBER = rb"([0-9]{1,12}(?:\.[0-9]{1,24})?(?:e-[0-9]{1,2})?)"
_AS_WRITTEN = re.compile(
    rb'\{"location": \["[^"\\]*", [0-9]+, "[^"\\]*"\], "keywords": \{[^{}]*\}, "outcome": "passed", "longrepr": null, '
    rb'"when": "(setup|call|teardown)", "user_properties": \[\], "sections": \[(?:\]|\[[^\n]*?\]\]), "duration": '
    + rb', "start": '.join((_NUMBER, _NUMBER))
    + rb', "stop": '
    + _NUMBER
    + rb'(?:, "\$report_type": "TestReport", "item_index": [0-9]+, "worker_id": "([^"\\]*)", "testrun_uid": "[^"\\]*", '
    rb'"node": "[^"\\]*")?, "nodeid": "([^"\\]*)"(?:, "\$report_type": "TestReport")?\}\n'
).fullmatch
"""How nearly all lines look, without xdist and with it; to read them as JSON takes longer. A quotation mark in what a
test has printed is escaped, so that what is taken for the end of that is its end."""


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
        try:
            if usual := _AS_WRITTEN(line):
                yield from reader.passed(usual)
                continue
            told = _decoded(line)
            if told is None:
                broken = number
            else:
                yield from reader.take(told)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ForeignReportError(
                f"{name}:{number} is not a line that pytest-reportlog writes ({error!r:.200})."
            ) from None
    yield from reader.rest()


class _Open:
    """An attempt that is under way."""

    __slots__ = ("begun", "failure", "is_made_again", "outcome", "times")

    def __init__(self) -> None:
        self.outcome = Outcome.PASSED
        self.times: dict[str, int] = {}
        self.begun: int | None = None
        self.failure = ""
        self.is_made_again = False

    def result(self, test: str, worker: str) -> Result:
        """What it came to."""
        time = self.times.get
        return Result(
            test, worker, self.outcome, 0, self.begun, time("setup"), time("call"), time("teardown"), None, None,
            self.failure,
        )  # fmt: skip


class _Reader:
    """Joins the phases of attempts."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._open: dict[tuple[str, str], _Open] = {}
        self._is_dated = False
        self._ended = 0

    def passed(self, phase: re.Match[bytes]) -> Iterable[Result]:
        """A line on a phase that passed, in the form that it has with nearly all tests."""
        when, duration, start, stop, worker, test = phase.groups()
        key = (masked_test(test.decode()), worker.decode() if worker else "main")
        told = when.decode()
        before = self._before(key, told)
        self._timed(key, told, microseconds(float(duration)), microseconds(float(start)), microseconds(float(stop)))
        return (self._open.pop(key).result(*key),) if told == "teardown" else before

    def take(self, told: Mapping[str, Any]) -> Iterable[Result]:
        """One line; whoever reads it knows then which attempts are over."""
        match told.get("$report_type"):
            case "TestReport":
                return self._phase(told)
            case "CollectReport" if told["outcome"] == "failed":
                self._part.collect_errors += 1
            case "SessionFinish":
                self._part.is_complete = True
            case _:
                pass  # a warning, or what a later version tells
        return ()

    def rest(self) -> Iterator[Result]:
        """Attempts that were to be made again, and were not."""
        for key, attempt in self._open.items():
            if attempt.is_made_again:
                yield attempt.result(*key)

    def _phase(self, told: Mapping[str, Any]) -> Iterator[Result]:
        test, when, outcome = masked_test(str(told["nodeid"])), str(told["when"]), str(told["outcome"])
        key = (test, str(told.get("worker_id") or "main"))
        start = microseconds(told.get("start"))
        yield from self._before(key, when)
        if when not in _FAILED:
            self._date(start)
            self._open.pop(key, None)
            self._part.crashes += 1
            yield Result(*key, Outcome.CRASHED, failure=_words(told))
            return
        attempt = self._timed(key, when, microseconds(told.get("duration")), start, microseconds(told.get("stop")))
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
            yield self._open.pop(key).result(*key)

    def _before(self, key: tuple[str, str], when: str) -> Iterable[Result]:
        """The attempt before, if this is the beginning of the next one."""
        known = self._open.get(key)
        if known is None or not known.is_made_again or when == "teardown":
            return ()
        return (self._open.pop(key).result(*key),)

    def _timed(
        self, key: tuple[str, str], when: str, duration: int | None, start: int | None, stop: int | None
    ) -> _Open:
        """The attempt that a phase belongs to, with the times of that phase."""
        self._date(start)
        attempt = self._open.get(key)
        if attempt is None:
            attempt = self._open[key] = _Open()
            if len(self._open) > _MOST_OPEN:
                raise ValueError("too many tests are under way at once")
        if attempt.begun is None and start:
            attempt.begun = max(0, start - self._part.started)
        if stop and stop > self._ended:
            self._part.ended = self._ended = stop
        attempt.times[when] = attempt.times.get(when, 0) + (duration or 0)
        return attempt

    def _date(self, start: int | None) -> None:
        if start and not self._is_dated:
            self._part.started, self._is_dated = start, True


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
