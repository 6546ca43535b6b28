"""From the touches of a run to what is told of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.findings import Evidence, Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.conflicts import Conflict, Harmless, SetAside, detect
from pytest_bulkhead.plugin.races.as_hazard import hazard_of
from pytest_bulkhead.plugin.races.telling import tell
from pytest_bulkhead.touch import Spot, Touched


class Race(NamedTuple):
    """One finding.

    Args:
        defined: where the test or fixture that it speaks of is defined, which may bear a comment that lets it stand.
    """

    finding: Finding
    defined: Spot


class Judged(NamedTuple):
    """What a run's touches come to."""

    races: list[Race]
    set_aside: list[SetAside]


def judge(touched: Sequence[Touched], dist: str, harmless: Iterable[Harmless], allowances: Allowances) -> Judged:
    """One finding for each resource over which tests or fixtures collide.

    Args:
        touched: by all parties of a run.
        dist: how tests are dealt out among workers.
        harmless: what the project calls harmless.
        allowances: what the settings let tests do.
    """
    detected = detect(touched, dist, harmless)
    allowed = [left for one in detected.conflicts for left in _without_allowed(one, allowances)]
    return Judged([Race(_masked(finding), defined) for finding, defined in tell(allowed)], detected.set_aside)


def in_doubt(judged: Judged) -> Judged:
    """The same as warnings: with workers, what collides here may bear other names in each."""
    races = [one._replace(finding=dataclasses.replace(one.finding, severity=Severity.WARNING)) for one in judged.races]
    return judged._replace(races=races)


def _without_allowed(conflict: Conflict, allowances: Allowances) -> Iterator[Conflict]:
    hazards = (hazard_of(conflict),)
    hands = [
        hand for hand in conflict.hands if not allowances.cover(conflict.kind, hazards, conflict.name, hand.party.test)
    ]
    if len(hands) == len(conflict.hands):
        yield conflict
        return
    left = conflict._replace(
        writers=tuple(hand for hand in conflict.writers if hand in hands),
        readers=tuple(hand for hand in conflict.readers if hand in hands),
    )
    if next(left.pairs(), None):
        yield left


def _masked(finding: Finding) -> Finding:
    what = finding.what and dataclasses.replace(finding.what, name=masked(finding.what.name))
    evidence = tuple(Evidence(one.path, one.line, masked(one.message)) for one in finding.evidence)
    return dataclasses.replace(finding, message=masked(finding.message), what=what, evidence=evidence)
