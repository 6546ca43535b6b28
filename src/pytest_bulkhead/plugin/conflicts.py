"""Which tests and fixtures collide when they run at the same time: from what each of them touched, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pytest_bulkhead.plugin.races.apart import Apart
from pytest_bulkhead.plugin.races.below import with_below
from pytest_bulkhead.plugin.races.by_resource import by_resource
from pytest_bulkhead.plugin.races.clash import effects
from pytest_bulkhead.plugin.races.conflict import Certainty, Conflict, Hand
from pytest_bulkhead.plugin.races.free_ports import without_free_ports
from pytest_bulkhead.plugin.races.harmless import all_patterns
from pytest_bulkhead.plugin.races.own_names import without_own_names
from pytest_bulkhead.plugin.races.pattern import Case, SetAside, is_below
from pytest_bulkhead.plugin.races.sweeping import with_sweepers
from pytest_bulkhead.plugin.races.units import Units
from pytest_bulkhead.plugin.races.worker_names import made_up_by_workers
from pytest_bulkhead.settings import Harmless
from pytest_bulkhead.touch import LOOKS, Touched

__all__ = ["Certainty", "Conflict", "Detected", "Hand", "Harmless", "SetAside", "conflicts", "detect"]

_OWN = "settings"


class Detected(NamedTuple):
    """What was found.

    Args:
        conflicts: one for each resource, in the order in which these were first touched.
        set_aside: what is shared, too, and harmless, with the reason.
    """

    conflicts: list[Conflict]
    set_aside: list[SetAside]


def conflicts(touched: Sequence[Touched], dist: str = "", harmless: Iterable[Harmless] = ()) -> list[Conflict]:
    """The conflicts of `detect` alone."""
    return detect(touched, dist, harmless).conflicts


def detect(touched: Sequence[Touched], dist: str = "", harmless: Iterable[Harmless] = ()) -> Detected:
    """Find the resources over which tests or fixtures collide.

    They do when one of them changes it in a way that harms what another does with it, when they can be at work at the
    same time in different workers, and when nothing keeps them apart: neither how tests are dealt out, nor a lock.

    Args:
        touched: what each party of a run touched, in one process or in several.
        dist: how the project deals out its tests, as in `--dist`; empty where it does not say.
        harmless: what the project calls harmless.
    """
    touched = without_free_ports(without_own_names(touched))
    is_made_up = made_up_by_workers(touched)
    shared = {key: hands for key, hands in by_resource(touched).items() if not is_made_up(key[1])}
    resources = with_sweepers(shared, touched)
    locks = {lock for one in touched for touch in one.touches for lock in touch.locks}
    apart = Apart(Units(touched, dist))
    harmless = tuple(harmless)
    found = Detected([], [])
    for (kind, name), hands in with_below(resources).items():
        if not apart.share(hands):
            continue
        changes = frozenset(access for hand in hands for access in effects(hand.touch)) - LOOKS
        if not changes:
            continue
        colliding = apart.colliding(hands)
        if aside := _set_aside(Case(kind, name, changes, bool(colliding), name in locks), harmless):
            found.set_aside.append(aside)
        elif colliding:
            certainty = Certainty.OBSERVED if apart.met(colliding) else Certainty.PREDICTED
            writers = tuple(hand for hand, stance in colliding if stance.changes)
            readers = tuple(hand for hand, stance in colliding if not stance.changes)
            found.conflicts.append(Conflict(kind, name, writers, readers, certainty, apart.collide))
    return found


def _set_aside(case: Case, harmless: Sequence[Harmless]) -> SetAside | None:
    for own in harmless:
        if is_below(case, own.path):
            return SetAside(case.kind, case.name, _OWN, own.reason)
    for pattern in all_patterns():
        if pattern.covers(case):
            return SetAside(case.kind, case.name, pattern.name, pattern.reason)
    return None
