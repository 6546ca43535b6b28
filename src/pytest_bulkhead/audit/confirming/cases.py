"""Which two tests to have meet, for each race that was found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.plugin.conflicts import Conflict, Hand, Harmless, conflicts
from pytest_bulkhead.plugin.races.as_hazard import hazard_of
from pytest_bulkhead.plugin.races.gathering import Gathered, gather
from pytest_bulkhead.touch import Access, Touched

_LOOKED_THROUGH = 2000
MOST_PAIRS = 3
_WEIGHTS = {
    Access.CLAIM: 4,
    Access.DELETE: 4,
    Access.WRITE: 3,
    Access.READ: 3,
    Access.CREATE: 2,
    Access.PUT: 2,
    Access.APPEND: 1,
    Access.LIST: 1,
}


class Pair(NamedTuple):
    """Two that are to meet, the writer first; one and the same wide fixture twice, where it races against itself.

    Args:
        kind: of the resource.
        name: of it.
        seconds: how long the slower one took in the run.
    """

    kind: str
    name: str
    one: Hand
    other: Hand
    seconds: float = 0.0


class Case(NamedTuple):
    """A race that was found, and the pairs that may prove it, the most telling first."""

    finding: Finding
    pairs: tuple[Pair, ...]


def cases(
    findings: Iterable[Finding],
    touched: Sequence[Touched],
    dist: str,
    harmless: Iterable[Harmless],
    seconds: Mapping[str, float],
) -> list[Case]:
    """A case for each race among the findings, those first that weigh most.

    Args:
        findings: those that are left to tell.
        touched: all of the run that they come from.
        dist: how it dealt out its tests.
        harmless: what the project calls so.
        seconds: how long each test took.
    """
    known: dict[tuple[str, str, str], list[Conflict]] = {}
    by_name = {(one.kind, one.name): one for one in conflicts(touched, dist, harmless)}
    for gathered in gather(by_name.values(), hazard_of):
        key = (hazard_of(gathered.conflict).code, gathered.conflict.kind, masked(gathered.conflict.name))
        known.setdefault(key, []).extend(_resources(gathered, by_name))
    found = []
    for finding in findings:
        if finding.source is Source.RACE and finding.what is not None:
            some = known.get((finding.code, finding.what.kind, finding.what.name), [])
            found.append((_parties(some), Case(finding, _pairs(some, seconds))))
    # Of two that are alike, the first in the order in which they are told.
    return [case for _, case in sorted(found, key=lambda one: (one[1].finding.severity.value, -one[0]))]


def _resources(gathered: Gathered, by_name: Mapping[tuple[str, str], Conflict]) -> list[Conflict]:
    """What a finding tells of: the conflict itself, or those of the files that it has gathered."""
    below = [by_name.get((gathered.conflict.kind, name)) for name in gathered.below]
    return [one for one in below if one is not None] or [gathered.conflict]


def _parties(some: Sequence[Conflict]) -> int:
    return sum(len(one.hands) for one in some)


def _pairs(some: Sequence[Conflict], seconds: Mapping[str, float]) -> tuple[Pair, ...]:
    """The best of each conflict, as many as are tried; of one conflict, pairs that differ in both tests."""
    each = [list(_best(conflict, seconds)) for conflict in some[:MOST_PAIRS]]
    mixed = itertools.chain.from_iterable(itertools.zip_longest(*each))
    return tuple(itertools.islice(filter(None, mixed), MOST_PAIRS))


def _best(conflict: Conflict, seconds: Mapping[str, float]) -> Iterator[Pair]:
    def order(pair: tuple[Hand, Hand]) -> tuple[float, float]:
        weight = sum(_WEIGHTS[access] for hand in pair for access in set(hand.touch.accesses))
        return (-weight, sum(seconds.get(hand.party.test, 0.0) for hand in pair))

    used: set[str] = set()
    for one, other in sorted(itertools.islice(conflict.pairs(), _LOOKED_THROUGH), key=order):
        tests = {one.party.test, other.party.test}
        if used.isdisjoint(tests):
            used |= tests
            yield Pair(conflict.kind, conflict.name, one, other, max(seconds.get(test, 0.0) for test in tests))
