"""Which hazard of the catalogue a conflict is, and how bad."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_bulkhead.hazards.catalogue import (
    destructive_cleanup,
    hardcoded_id,
    openfga,
    ports,
    postgres,
    redis,
    session_fixture_race,
    shared_file,
)
from pytest_bulkhead.hazards.hazard import Hazard, Severity
from pytest_bulkhead.plugin.races.conflict import Certainty, Conflict, Hand
from pytest_bulkhead.touch import Access

_BY_KIND = {
    "port": ports.HAZARD,
    "socket": ports.HAZARD,
    "table": postgres.HAZARD,
    "server": postgres.HAZARD,
    "redis": redis.HAZARD,
    "openfga": openfga.HAZARD,
    "file": shared_file.HAZARD,
    "sqlite": shared_file.HAZARD,
}
"""What is not here, a project has given a name of its own."""

HAZARDS = (*dict.fromkeys(_BY_KIND.values()), destructive_cleanup.HAZARD, session_fixture_race.HAZARD)

_SURE = frozenset({Access.DELETE, Access.CLAIM})


def hazard_of(conflict: Conflict) -> Hazard:
    """What it is told as.

    A clean-up that takes away what others use is one hazard for all kinds; so is a wide fixture whose only opponent is
    itself in another worker, or who stands on it.
    """
    of_kind = _BY_KIND.get(conflict.kind, hardcoded_id.HAZARD)
    if of_kind is ports.HAZARD:
        return of_kind
    if _reckless(conflict):
        return destructive_cleanup.HAZARD
    if all(hand.party.is_wide for hand in conflict.writers) and len({_fixture(one) for one in conflict.writers}) == 1:
        return session_fixture_race.HAZARD
    return of_kind


def severity_of(conflict: Conflict) -> Severity:
    """A warning where several only write, and nobody looks at it: no test can fail of that."""
    if conflict.certainty is not Certainty.PREDICTED or conflict.kind == "sqlite":
        return Severity.ERROR
    accesses = {access for hand in conflict.hands for access in hand.touch.accesses}
    return Severity.ERROR if Access.READ in accesses or accesses & _SURE else Severity.WARNING


def culprit(conflict: Conflict) -> Hand:
    """Whom to speak of: who does what the hazard is about, the first by where it is defined, alike in each run."""
    writers: Sequence[Hand] = conflict.writers
    if hazard_of(conflict) is destructive_cleanup.HAZARD:
        reckless = _reckless(conflict)
        writers = [hand for hand in writers if _fixture(hand) in reckless and _removes(hand)]
    return min(writers, key=lambda hand: (hand.party.defined, hand.party.test, hand.party.owner))


def _reckless(conflict: Conflict) -> set[tuple[str, str]]:
    """The fixtures that remove what tests use which never asked for them."""
    removing = {_fixture(hand) for hand in conflict.writers if _removes(hand) and hand.party.owner != "test"}
    return {fixture for fixture in removing if _is_reckless(fixture, conflict)}


def _is_reckless(fixture: tuple[str, str], conflict: Conflict) -> bool:
    owner = fixture[0]
    served = {hand.party.test for hand in conflict.hands if _fixture(hand) == fixture}
    return any(hand.party.test not in served and owner not in hand.party.uses for hand in conflict.hands)


def _removes(hand: Hand) -> bool:
    return Access.DELETE in hand.touch.accesses


def _fixture(hand: Hand) -> tuple[str, str]:
    return hand.party.owner, hand.party.defined.path
