"""What checker and plugin say about the same line is one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pytest_bulkhead.audit.races_first import without_leaks_of_races
from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.hazards.hazard import Family
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.node_ids import file_of, names_of


def merge(static: Iterable[Finding], runtime: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Join the findings of the run with those of the checker.

    A finding of the run that the checker has too gets the checker's exact place, its fix and its evidence; the
    checker's is left out. Two findings are about the same thing when they are of one hazard and stand on the same
    line, or in the same function about the same state, or when the checker's points to the line of the run in a helper
    that the same test calls. A race takes with it all that the checker says of what it is about: the same file, or a
    line at which one of its parties touches it; and the leaks of that file.

    Returns:
        The findings of the run, and those of the checker that the run did not show.
    """
    static = list(static)
    known = _by_place(static)
    shared = [finding for finding in static if finding.code in _SHARED]
    joined: set[Finding] = set()
    sure: list[Finding] = []
    for finding in without_leaks_of_races(runtime):
        nearby = known.get((finding.hazard, finding.location.path), [])
        twin = _twin(finding, nearby)
        of_race = [other for other in shared if _same_race(finding, other)] if finding.source is Source.RACE else []
        if twin is None:
            joined.update(of_race)
            sure.append(finding)
            continue
        joined.update(other for other in nearby if any(same(finding, other) for same in _SAME))
        joined.update(of_race)
        evidence = tuple(dict.fromkeys((*finding.evidence, *twin.evidence)))
        sure.append(replace(finding, location=twin.location, symbol=twin.symbol, fix=twin.fix, evidence=evidence))
    return sure, [finding for finding in static if finding not in joined]


def _by_place(static: list[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """By hazard and file; under each file that a finding stands in or points to."""
    known: dict[tuple[str, str], list[Finding]] = {}
    for finding in static:
        for path in dict.fromkeys((finding.location.path, *(item.path for item in finding.evidence))):
            known.setdefault((finding.hazard, path), []).append(finding)
    return known


def _twin(finding: Finding, nearby: list[Finding]) -> Finding | None:
    for same in _SAME:
        for other in nearby:
            if same(finding, other):
                return other
    return None


def _same_place(finding: Finding, other: Finding) -> bool:
    at, there = finding.location, other.location
    if at.path != there.path or not there.line <= at.line <= there.end_line:
        return False
    return finding.what is None or other.what is None or finding.what == other.what or not other.what.name


def _same_state(finding: Finding, other: Finding) -> bool:
    same_function = finding.location.path == other.location.path and finding.symbol == other.symbol
    return same_function and finding.what is not None and finding.what == other.what


def _same_call(finding: Finding, other: Finding) -> bool:
    at = finding.location
    if not any((at.path, at.line) == (see.path, see.line) for see in other.evidence):
        return False
    path, names = file_of(finding.test or ""), names_of(finding.test or "")
    # A node id counts from pytest's root, a finding from the working directory, which may lie above.
    return bool(names) and other.symbol == ".".join(names) and f"/{other.location.path}".endswith(f"/{path}")


def _same_race(finding: Finding, other: Finding) -> bool:
    at = other.location
    if finding.what and other.what and other.what.name:
        # What the checker names counts from the working directory, which may lie above pytest's root.
        return f"/{other.what.name}".endswith(f"/{finding.what.name}")
    places = [(finding.location.path, finding.location.line), *((see.path, see.line) for see in finding.evidence)]
    return any(path == at.path and at.line <= line <= at.end_line for path, line in places)


_SHARED = frozenset(
    hazard.code for hazard in all_hazards() if hazard.family is Family.SHARED or hazard.slug == "session-fixture-race"
)
_SAME = (_same_place, _same_state, _same_call)
