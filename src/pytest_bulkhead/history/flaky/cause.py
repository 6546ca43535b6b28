"""Why a test may be flaky: what findings and the order of runs say, the most telling first."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.history.flaky.runs import Seen
from pytest_bulkhead.history.inference.association import chance_of_as_many
from pytest_bulkhead.history.inference.rank_test import chance_of_being_greater
from pytest_bulkhead.history.sightings import Sighting
from pytest_bulkhead.history.values import Attempt
from pytest_bulkhead.node_ids import file_of, names_of

_UNLIKELY = 0.01
_FEWEST = 3
_ALONE = "main"
_MOST_BAD, _MOST_GOOD = 40, 200


class Why(enum.Enum):
    """What a cause is known from, the most telling first."""

    RACE = "race"
    POLLUTER = "polluter"
    LEAK = "leak"
    CODE = "code"
    WORKER = "worker"
    ORDER = "order"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that may be behind a test's failures.

    Args:
        told: in one sentence without a full stop.
        finding: where one tells it.
        chance: where runs tell it: how likely it is by chance alone.
        seen: where a finding tells it: since when that is known.
    """

    why: Why
    told: str
    finding: Finding | None = None
    chance: float | None = None
    seen: Sighting | None = None


Places = Mapping[tuple[int, int, str], int]
"""At which position a test first ran, by run, shard and worker."""


def causes(
    test: str,
    seen: Sequence[Seen],
    unexplained: Iterable[int],
    *,
    findings: Iterable[Finding] = (),
    polluters: Mapping[str, Places] | None = None,
    serial: tuple[int, int] = (0, 0),
) -> tuple[Cause, ...]:
    """What may be behind the failures of a flaky test.

    Args:
        test: its node id.
        seen: its runs in one environment.
        unexplained: those in which it failed without a reason in the code.
        findings: all that are known, of whatever test.
        polluters: tests that leak, each with where it ran.
        serial: how often it failed, and was good, in runs of one process.
    """
    bad, good = _attempts(seen, frozenset(unexplained))
    told = [*_by_findings(test, findings)]
    if len(bad) >= _FEWEST:
        told += [*_by_polluters(bad, good, polluters or {}, test), *_by_worker(bad, good), *_by_order(bad, good)]
        told += _by_company(bad, good, serial)
    rank = list(Why)
    return tuple(sorted(told, key=lambda one: (rank.index(one.why), one.chance or 0.0, one.told)))


def places(attempts: Iterable[Attempt]) -> Places:
    """Where a test ran, from its attempts."""
    found: dict[tuple[int, int, str], int] = {}
    for one in attempts:
        at = (one.run, one.shard, one.worker)
        found[at] = min(one.position, found.get(at, one.position))
    return found


def _attempts(seen: Sequence[Seen], unexplained: frozenset[int]) -> tuple[list[Attempt], list[Attempt]]:
    """Failed attempts that the code does not explain, and good first ones; another try has other neighbours."""
    bad = [one for run in seen if run.run in unexplained for one in run.attempts if one.outcome.is_bad]
    good = [one for run in seen for one in run.attempts if one.outcome.is_good and one.number == 1]
    return bad, good


def _by_findings(test: str, findings: Iterable[Finding]) -> Iterator[Cause]:
    path, name = file_of(test), ".".join(names_of(test))
    word = re.compile(rf"(?<![\w/.:\[-]){re.escape(test)}(?![\w:\[-])")
    for finding in findings:
        at = f"{finding.code} {finding.message}"
        if finding.source is Source.RACE:
            if finding.test == test or any(word.search(one.message) for one in finding.evidence):
                yield Cause(Why.RACE, at, finding)
        elif finding.test == test:
            yield Cause(Why.LEAK, at, finding)
        elif finding.source is Source.STATIC and finding.location.path == path and finding.symbol == name != "":
            yield Cause(Why.CODE, at, finding)


def _by_polluters(
    bad: Sequence[Attempt], good: Sequence[Attempt], polluters: Mapping[str, Places], test: str
) -> Iterator[Cause]:
    """Tests that leak, and after which in the same worker it fails more often than else."""
    asked = len(polluters) - (test in polluters)
    for polluter, where in polluters.items():
        if polluter != test:
            after, else_ = _split(bad, good, partial(_comes_after, where=where))
            chance = chance_of_as_many(after, else_) * asked
            if chance <= _UNLIKELY:
                told = f"it failed {after[0]} of {sum(after)} times after {polluter}, else {else_[0]} of {sum(else_)}"
                yield Cause(Why.POLLUTER, told, chance=chance)


def _by_worker(bad: Sequence[Attempt], good: Sequence[Attempt]) -> Iterator[Cause]:
    workers = {one.worker for one in (*bad, *good)}
    for worker in workers if len(workers) > 1 else ():
        here, else_ = _split(bad, good, partial(_is_in, worker=worker))
        chance = chance_of_as_many(here, else_) * len(workers)
        if chance <= _UNLIKELY:
            told = f"it failed {here[0]} of {sum(here)} times in worker {worker}, else {else_[0]} of {sum(else_)}"
            yield Cause(Why.WORKER, told, chance=chance)


def _by_order(bad: Sequence[Attempt], good: Sequence[Attempt]) -> Iterator[Cause]:
    at_bad, at_good = [one.position for one in bad[-_MOST_BAD:]], [one.position for one in good[-_MOST_GOOD:]]
    sides = {"late": chance_of_being_greater(at_bad, at_good), "early": _lesser(at_bad, at_good)}
    for side, chance in sides.items():
        if at_good and chance * len(sides) <= _UNLIKELY:
            yield Cause(Why.ORDER, f"it fails when it comes {side} in its worker", chance=chance * len(sides))


def _lesser(some: Sequence[int], others: Sequence[int]) -> float:
    return chance_of_being_greater([-one for one in some], [-one for one in others])


def _by_company(bad: Sequence[Attempt], good: Sequence[Attempt], serial: tuple[int, int]) -> Iterator[Cause]:
    in_company = (len(bad), len(good))
    chance = chance_of_as_many(in_company, serial)
    if chance <= _UNLIKELY and any(one.worker != _ALONE for one in bad):
        beside, alone = f"{len(bad)} of {sum(in_company)}", f"{serial[0]} of {sum(serial)}"
        told = f"it failed {beside} times beside other workers, in one process {alone}"
        yield Cause(Why.PARALLEL, told, chance=chance)


def _comes_after(one: Attempt, where: Places) -> bool:
    return where.get((one.run, one.shard, one.worker), one.position) < one.position


def _is_in(one: Attempt, worker: str) -> bool:
    return one.worker == worker


def _split(
    bad: Sequence[Attempt], good: Sequence[Attempt], has_it: Callable[[Attempt], bool]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Hits and misses of the attempts that have it, and of those that have not."""
    hits, misses = sum(map(has_it, bad)), sum(map(has_it, good))
    return (hits, misses), (len(bad) - hits, len(good) - misses)
