"""When a finding was first seen, and when last: whether it is new, old, or gone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pytest_bulkhead.findings import Finding, Source

_LAST_DAY = 253e9
"""In seconds: what no calendar holds is told as its last day."""


class Thing(NamedTuple):
    """What makes two findings of different runs one: neither line nor words, which change with edits and versions.

    Nor file and function: where the checker knows the place better than the run, a report tells the checker's.

    Args:
        code: of the hazard.
        test: whose it is; empty for a race, in which now one test comes first and now another.
        owner: likewise.
        kind: of what is shared.
        name: likewise.
    """

    code: str
    test: str
    owner: str
    kind: str
    name: str


class Sighting(NamedTuple):
    """How long something has been known.

    Args:
        first: when the part of a run began that told it first, in microseconds since 1970.
        last: when the one began that told it last.
        revision: of the first one; empty where it is not known.
        times: how many parts of runs have told it.
    """

    first: int
    last: int
    revision: str
    times: int

    @property
    def told(self) -> str:
        """In a few words."""
        at = f" at {self.revision[:10]}" if self.revision else ""
        if self.times == 1:
            return f"on {day(self.first)}{at} for the first time"
        return f"{self.times} times since {day(self.first)}{at}, last on {day(self.last)}"


Sightings = Mapping[Thing, Sighting]


def thing_of(finding: Finding) -> Thing:
    """What it is about."""
    what = finding.what
    is_race = finding.source is Source.RACE
    test, owner = ("", "") if is_race else (finding.test or "", finding.owner or "")
    return Thing(finding.code, test, owner, what.kind if what else "", what.name if what else "")


def together(seen: Iterable[tuple[Finding, Sighting]]) -> dict[Thing, Sighting]:
    """Of each thing all sightings as one, whatever its findings said of it over time."""
    found: dict[Thing, Sighting] = {}
    for finding, one in seen:
        thing = thing_of(finding)
        known = found.get(thing)
        if known is None:
            found[thing] = one
            continue
        earlier = min(known, one)
        found[thing] = Sighting(earlier.first, max(known.last, one.last), earlier.revision, known.times + one.times)
    return found


def day(microseconds: int) -> str:
    """In UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(min(microseconds / 1e6, _LAST_DAY)))
