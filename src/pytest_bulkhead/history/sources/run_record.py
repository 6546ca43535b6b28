"""Reads one of our run records for what became of tests; what they touched is passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.history.sources.part import Given, Noted, Part, Result, microseconds, whole
from pytest_bulkhead.history.values import Outcome
from pytest_bulkhead.record.writing import SCHEMA

_OUTCOMES = {outcome.name.lower(): outcome for outcome in Outcome}
_PASSED_BY = (b'{"event":"start"', b'{"event":"touches"', b'{"event": "start"', b'{"event": "touches"')
_MOST_FINDINGS = 10_000
_decode = json.JSONDecoder().raw_decode
_NUMBER = "([0-9]{1,15})"
_AS_WRITTEN = re.compile(
    r'\{"event":"test","test":"([^"\\]*)","worker":"([^"\\]*)","outcome":"([a-z]+)","seconds":[0-9.e-]+'
    rf'(?:,"begun_us":{_NUMBER})?,"setup_us":{_NUMBER}(?:,"call_us":{_NUMBER})?(?:,"teardown_us":{_NUMBER})?'
    rf'(?:,"resident_kb":{_NUMBER})?(?:,"cpu_us":{_NUMBER})?\}}\n'
).fullmatch
"""How nearly all lines of tests look; to read them as JSON takes twice as long."""


def read_run_record(lines: Iterator[bytes], name: str, given: Given) -> tuple[Part, Iterator[Result]]:
    """A part of a run, and what its results will be.

    Args:
        lines: of the file, with their ends.
        name: of the file, for messages.
        given: what is said about it.

    Raises:
        RecordError: it is no record, or is of a later schema; while the results are read: it is broken before its last
            line.
    """
    header = _decoded(next(lines, b""))
    schema = header.get("schema") if header else None
    if header is None or header.get("event") != "run" or type(schema) is not int or schema < 1:
        raise RecordError(f"{name} is no run record of bulkhead: its first line does not say so.")
    if schema > SCHEMA:
        raise RecordError(
            f"{name} was written by a later bulkhead (schema {schema}, this one reads {SCHEMA}): upgrade to read it."
        )
    # What comes before the first result belongs to what is known of the part: its workers.
    opening: list[bytes] = []
    for line in lines:
        opening.append(line)
        if line.startswith(_PASSED_BY) or b'"test"' in line[:20]:
            break
    part = _part(header, sum(b'"worker"' in line[:20] for line in opening))
    given.amend(part, knows_ci=True)
    return part, _results(part, chain(opening, lines), name)


def _part(header: Mapping[str, Any], workers: int) -> Part:
    ci = header.get("ci")
    ci = ci if isinstance(ci, dict) else {}
    started = microseconds(header.get("started")) or 0
    run = f"record:{_text(header, 'run')}-{started}"
    is_dirty = header.get("dirty")
    labels = header.get("labels")
    return Part(
        key=run,
        run=f"{ci.get('provider', '')}:{ci['run']}" if ci.get("run") else run,
        source="record",
        started=started,
        revision=_text(header, "revision"),
        branch=_text(header, "branch"),
        is_dirty=is_dirty if isinstance(is_dirty, bool) else None,
        environment=_text(header, "environment") or _environment(header, workers),
        provider=_text(ci, "provider"),
        job=_text(ci, "job"),
        url=_text(ci, "url"),
        tool=_text(header, "tool"),
        labels={str(name): str(value) for name, value in labels.items()} if isinstance(labels, dict) else {},
        workers=workers,
    )


def _environment(header: Mapping[str, Any], workers: int) -> str:
    """Times and sizes are compared where these are the same; the last part of a version changes little."""
    python = ".".join(_text(header, "python").split(".")[:2])
    known = [f"{_text(header, 'implementation') or 'Python'} {python}".strip(), _text(header, "platform")]
    known.append(_text(header, "machine"))
    if cpus := whole(header.get("cpus")):
        known.append(f"{cpus} CPU{'s' * (cpus != 1)}")
    known.append(f"{workers} worker{'s' * (workers != 1)}" if workers else "one process")
    return " ".join(filter(None, known[:3])) + ", " + ", ".join(known[3:])


def _results(part: Part, lines: Iterable[bytes], name: str) -> Iterator[Result]:
    broken = 0
    failures: dict[tuple[object, object], str] = {}
    for number, line in enumerate(lines, start=2):
        if line.startswith(_PASSED_BY):
            continue
        if broken:
            raise RecordError(f"{name}:{broken} is not a line of a run record, and it is not the last one.")
        try:
            text = line.decode()
        except ValueError:
            broken = number
            continue
        if usual := _AS_WRITTEN(text):
            test, worker, outcome, *times = usual.groups()
            if outcome in _OUTCOMES:
                begun, setup, call, teardown, resident, cpu = [time and int(time) for time in times]
                failure = failures.pop((test, worker), "") if failures else ""
                known = (test, worker, _OUTCOMES[outcome], 0, begun, setup, call, teardown, cpu, resident, failure)
                yield Result._make(known)
                continue
        event = _decoded(line)
        if event is None:
            broken = number
            continue
        try:
            match event.get("event"):
                case "test" | "rerun":
                    yield _result(event, failures)
                case "failure":
                    failures.setdefault((event["test"], event["worker"]), str(event["message"]))
                case other:
                    _note(part, str(other), event)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise RecordError(f"{name}:{number} is not a line that bulkhead writes ({error!r:.200}).") from None


def _result(event: Mapping[str, Any], failures: dict[tuple[object, object], str]) -> Result:
    test, worker = event["test"], event["worker"]
    if not isinstance(test, str) or not isinstance(worker, str):
        raise TypeError("a test and a worker are texts")
    told = event.get
    call = told("call_us")
    if call is None and "setup_us" not in event:
        call = microseconds(event["seconds"])
        if call is None:
            raise ValueError("seconds are a number")
    return Result(
        test,
        worker,
        _OUTCOMES[event["outcome"]],
        0,
        whole(told("begun_us")),
        whole(told("setup_us")),
        whole(call),
        whole(told("teardown_us")),
        whole(told("cpu_us")),
        whole(told("resident_kb")),
        failures.pop((test, worker), "") if failures else "",
    )


def _note(part: Part, name: str, event: Mapping[str, Any]) -> None:
    match name:
        case "finding" | "confirmed" if len(part.findings) < _MOST_FINDINGS:
            finding = event["finding"]
            if name == "confirmed":
                part.findings = [one for one in part.findings if one.text != _encoded(event["before"])]
            part.findings.append(Noted(str(finding["test"] or ""), str(finding["code"]), _encoded(finding)))
        case "crash":
            part.crashes += 1
        case "collect-error":
            part.collect_errors += 1
        case "end":
            part.is_complete = True
            part.ended = part.started + (microseconds(event["seconds"]) or 0)
        case _:
            pass  # not of use here, or of a later version of the same schema


def _encoded(finding: Mapping[str, Any]) -> str:
    return json.dumps(finding, sort_keys=True, separators=(",", ":"))


def _decoded(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        event, end = _decode(text := line.decode())
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and not text[end:].strip() else None


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
