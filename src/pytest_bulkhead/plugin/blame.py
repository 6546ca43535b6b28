"""From a leak to a finding: which line did it, and in which words it is told."""

from __future__ import annotations

import inspect
import re
from typing import Any, NamedTuple

from pytest_bulkhead.findings import Evidence, Finding, Location, Source, What
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.ledger import Leak, Scope
from pytest_bulkhead.plugin.sensor import Sensor
from pytest_bulkhead.plugin.trace import Place, Trace


class Subject(NamedTuple):
    """The test or fixture that is spoken of.

    Args:
        test: the node id of the test that brings the change about: for a fixture, the one it was set up for.
        name: what people call the owner: `test_x`, `fixture db`, `importing tests/test_x.py`.
        function: the code that people wrote for it, where there is any.
        path: where it stands when its function does not tell, absolute.
        line: likewise, from 1.
    """

    test: str
    name: str
    function: Any
    path: str
    line: int


def blame(leak: Leak, sensor: Sensor, subject: Subject, ground: Ground) -> Finding:
    """The finding that tells of a leak."""
    hazard = leak.flaw.hazard if leak.flaw else sensor.hazards[0]
    mentions = (sensor.mentions_of(leak.name), sensor.mentions)
    place, inner = _place(leak.trace or (), mentions, subject, ground)
    evidence: tuple[Evidence, ...] = ()
    if inner is not None and (inner.path, inner.line) != (place.path, place.line):
        evidence = (Evidence(ground.relative(inner.path), inner.line, f"changed here, in {inner.function}"),)
    if leak.flaw:
        evidence = tuple(
            Evidence(ground.relative(one.path), one.line, what)
            for one, what in leak.flaw.shown
            if ground.is_project(one.path) and (one.path, one.line) != (place.path, place.line)
        )
    after = " after its teardown" if leak.owner.scope in _WIDER else ""
    name = shown_name(leak, sensor, ground)
    left = sensor.describe(name + leak.entry, leak.before, leak.after) if leak.flaw is None else ""
    return Finding(
        code=hazard.code,
        hazard=hazard.slug,
        source=Source.RUNTIME,
        severity=hazard.severity,
        location=Location(ground.relative(place.path), place.line),
        message=f"{subject.name} has {leak.flaw.says}" if leak.flaw else f"{subject.name} leaves {left}{after}",
        help=hazard.remedy,
        symbol=place.function,
        test=subject.test,
        owner=leak.owner.label,
        what=What(leak.kind, name),
        evidence=evidence,
    )


def shown_name(leak: Leak, sensor: Sensor, ground: Ground) -> str:
    """What the state is called, alike in each run."""
    return leak.name if sensor.is_steady else ground.state_name(leak.name)


_WIDER = frozenset({Scope.CLASS, Scope.MODULE, Scope.PACKAGE, Scope.SESSION})


def _place(trace: Trace, mentions: tuple[str, ...], subject: Subject, ground: Ground) -> tuple[Place, Place | None]:
    """The line to show, and the line of the project's code that made the change, when that is known."""
    own = [place for place in trace if ground.is_project(place.path)]
    inner = own[0] if own else None
    for place in own:
        if ground.is_test_code(place.path):
            return _named(place), inner
    written = _written(subject.function)
    if written is not None and ground.is_project(written.path):
        return _mentioning(written, subject.function, mentions), inner
    return Place(subject.path, subject.line, ""), inner


def _written(function: Any) -> Place | None:
    try:
        function = inspect.unwrap(function)
        code = function.__code__
        return Place(code.co_filename, code.co_firstlineno, _plain(function.__qualname__))
    except (AttributeError, TypeError, ValueError):
        return None


def _mentioning(start: Place, function: Any, mentions: tuple[str, ...]) -> Place:
    try:
        lines, first = inspect.getsourcelines(inspect.unwrap(function))
    except (OSError, TypeError, SyntaxError, IndexError):
        return start
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*(async\s+)?def\b", line)]
    for mention in mentions:  # the closest first
        for number, line in enumerate(lines):
            if re.search(mention, line.partition("#")[0]):
                return Place(start.path, first + number, start.function)
    return Place(start.path, first + (heads[0] if heads else 0), start.function)


def _named(place: Place) -> Place:
    return Place(place.path, place.line, "" if place.is_module_level else _plain(place.function))


def _plain(qualified: str) -> str:
    return qualified.replace(".<locals>", "")
