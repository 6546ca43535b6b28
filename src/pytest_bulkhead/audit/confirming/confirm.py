"""All races of a run put to the proof, as far as the time goes."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pytest_bulkhead.audit.confirming.cases import MOST_PAIRS, Case, Pair, cases
from pytest_bulkhead.audit.confirming.child import Stage
from pytest_bulkhead.audit.confirming.meet import Meetings, Proof, Tried
from pytest_bulkhead.audit.suite import Suite
from pytest_bulkhead.findings import Evidence, Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.relocating import relocate, relocated
from pytest_bulkhead.plugin.races.conflict import Certainty
from pytest_bulkhead.pytest_process import Interpreter, plugin_folder
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.record.writing import add_to_record
from pytest_bulkhead.settings import Settings

_NAMED = 5
_UNKNOWN = "which tests meet there is not known"


@dataclass(slots=True)
class Confirmed:
    """What is known after it.

    Args:
        findings: all that were given, those of races as they are told now.
        notices: what could not be tried, and why.
    """

    findings: tuple[Finding, ...]
    notices: list[str] = field(default_factory=list)


def confirm(
    findings: Sequence[Finding],
    record: Record,
    *,
    suite: Suite,
    root: str,
    interpreter: Interpreter,
    arguments: Sequence[str],
    settings: Settings,
    minutes: float,
    say: Callable[[str], None],
) -> Confirmed:
    """Try to make fail what was found to race. A Ctrl-C ends the tries, and keeps what they have come to.

    Args:
        findings: what is left to tell of a run, paths relative to the working directory.
        record: of that run.
        suite: what was run.
        root: the folder that the record's paths are relative to.
        interpreter: what runs it.
        arguments: for pytest, of the user.
        settings: of the project.
        minutes: how long to go on at most.
        say: called now and then with how far it is.
    """
    seconds = {test.test: test.seconds for test in record.tests}
    found = cases(findings, record.touched, record.dist, settings.harmless, seconds)
    results = [Tried(None, 0, _UNKNOWN if not case.pairs else "", in_time=not case.pairs) for case in found]
    deadline = time.monotonic() + 60 * minutes
    stopped = ""
    with (
        plugin_folder() as reachable,
        tempfile.TemporaryDirectory("-confirm", "bulkhead-", ignore_cleanup_errors=True) as scratch,
    ):
        stage = Stage(suite, root, interpreter, tuple(arguments), reachable, Path(scratch), uuid.uuid4().hex)
        meetings = Meetings(stage, deadline)
        try:
            for number, pair in _turns(found, results, meetings):
                shown = sum(result.proof is not None for result in results)
                meetings.tick = functools.partial(say, f"{shown} of {len(found)} races confirmed")
                results[number] = _joined(results[number], meetings.put_to_proof(pair))
        except KeyboardInterrupt:
            stopped = "interrupted"
        finally:
            meetings.end()
    told = {case.finding: _as_told(case.finding, result, root) for case, result in zip(found, results, strict=True)}
    stopped = stopped or f"{minutes:g} minutes were too few (--minutes gives more)"
    return Confirmed(tuple(told.get(finding, finding) for finding in findings), list(_notices(found, results, stopped)))


def note_in_record(path: Path, root: str, before: Sequence[Finding], now: Sequence[Finding]) -> None:
    """Have the run record tell what is known now, as far as it can be written.

    Args:
        path: of the record.
        root: the folder that its paths are relative to.
        before: findings, paths relative to the working directory.
        now: the same, after they were put to the proof.
    """
    for old, new in zip(before, now, strict=True):
        if new != old:
            told = [finding.to_json() for finding in relocate((old, new), os.getcwd(), root)]
            with contextlib.suppress(OSError):
                add_to_record(path, "confirmed", before=told[0], finding=told[1])


def _turns(found: Sequence[Case], results: Sequence[Tried], meetings: Meetings) -> Iterator[tuple[int, Pair]]:
    """Who is to meet next, until each race is shown.

    The best pair of each comes first, so that a race that cannot be shown does not use up the time of the others; last
    of all, those whose port was not free yet.
    """
    for turn in range(MOST_PAIRS):
        for number, case in enumerate(found):
            if results[number].proof is None and turn < len(case.pairs):
                yield number, case.pairs[turn]
    for number, case in enumerate(found):
        result = results[number]
        is_busy = result.proof is None and not result.meetings and result.busy_until
        if is_busy and meetings.wait_until(result.busy_until):
            yield number, case.pairs[0]


def _joined(before: Tried, now: Tried) -> Tried:
    """What several pairs of one race have come to."""
    return now._replace(
        meetings=before.meetings + now.meetings,
        reason=now.reason or before.reason,
        in_time=now.in_time or before.meetings > 0 or bool(before.reason),
    )


def _notices(found: Sequence[Case], results: Sequence[Tried], stopped: str) -> Iterator[str]:
    untried = []
    for case, result in zip(found, results, strict=True):
        if result.proof is not None or result.meetings:
            continue
        if not result.in_time:
            untried.append(_named(case.finding))
        else:
            yield f"{_named(case.finding)} could not be put to the proof: {result.reason}"
    if untried:
        more = f" and {len(untried) - _NAMED} more" if len(untried) > _NAMED else ""
        yield f"{stopped}: not put to the proof were {', '.join(untried[:_NAMED])}{more}"


def _as_told(finding: Finding, result: Tried, root: str) -> Finding:
    """A finding with what is known of it now: a race that was shown is an error, whatever it was taken for."""
    if result.proof is not None:
        evidence = (_evidence(finding, result.proof, root), *finding.evidence)
        message = _with_certainty(finding.message, Certainty.CONFIRMED.value)
        return replace(finding, message=message, severity=Severity.ERROR, evidence=evidence)
    if not result.meetings:
        return finding
    times = f"{result.meetings} meeting{'s' * (result.meetings != 1)}"
    known = finding.message.rpartition(" (")[2].removesuffix(")")
    return replace(finding, message=_with_certainty(finding.message, f"{known}, not made to fail in {times}"))


def _evidence(finding: Finding, proof: Proof, root: str) -> Evidence:
    at = finding.location
    path, line = proof.failure.path, proof.failure.line
    inside = os.path.realpath(os.path.join(root, path)) if path else ""  # noqa: PTH118 - an absolute one wins
    if line and inside.startswith(os.path.realpath(root) + os.sep) and os.path.isfile(inside):  # noqa: PTH113
        return Evidence(
            relocated(os.path.relpath(inside, os.path.realpath(root)), root, os.getcwd()), line, proof.schedule
        )
    return Evidence(at.path, at.line, proof.schedule)


def _with_certainty(message: str, words: str) -> str:
    """The message, its last word in brackets replaced."""
    text, bracket, _ = message.rpartition(" (")
    return f"{text if bracket and message.endswith(')') else message} ({words})"


def _named(finding: Finding) -> str:
    return f"{finding.what.kind} {finding.what.name}" if finding.what else finding.code
