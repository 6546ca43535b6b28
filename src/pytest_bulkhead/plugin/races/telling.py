"""From conflicts to findings: one for each resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_bulkhead.findings import Evidence, Finding, Location, Source, What
from pytest_bulkhead.hazards.catalogue import ports, session_fixture_race
from pytest_bulkhead.node_ids import file_of, names_of
from pytest_bulkhead.plugin.races.as_hazard import culprit, hazard_of, severity_of
from pytest_bulkhead.plugin.races.conflict import Conflict, Hand
from pytest_bulkhead.plugin.races.gathering import Gathered, gather
from pytest_bulkhead.plugin.races.wording import deeds, help_for, message
from pytest_bulkhead.touch import Spot

_SHOWN = 50


def tell(conflicts: Iterable[Conflict]) -> list[tuple[Finding, Spot]]:
    """One finding for each resource, or for a folder in which many collide; and where its first party is defined."""
    gathered = gather(conflicts, hazard_of)
    return [(_finding(one, hand), hand.party.defined) for one in gathered for hand in [culprit(one.conflict)]]


def _finding(gathered: Gathered, hand: Hand) -> Finding:
    conflict = gathered.conflict
    hazard = hazard_of(conflict)
    spot = _place(hand)
    fixture_alone = hazard is session_fixture_race.HAZARD or (hazard is ports.HAZARD and conflict.alone)
    return Finding(
        code=hazard.code,
        hazard=hazard.slug,
        source=Source.RACE,
        severity=severity_of(conflict),
        location=Location(spot.path, spot.line),
        message=message(gathered, fixture_alone),
        help=help_for(conflict, hazard.remedy),
        symbol=_symbol(hand, spot),
        test=hand.party.test,
        owner=hand.party.owner,
        what=What(conflict.kind, conflict.name),
        evidence=_evidence(conflict, hand),
    )


def _place(hand: Hand) -> Spot:
    party, touch = hand
    spot = touch.wrote_at or touch.read_at or party.defined
    return spot if spot.path else Spot(file_of(party.test), 1)


def _symbol(hand: Hand, spot: Spot) -> str:
    """The test or fixture, where the line is likely its own."""
    party = hand.party
    if spot.path != party.defined.path or spot.line < party.defined.line:
        return ""
    if party.owner != "test":
        return party.owner.partition(":")[2]
    return ".".join(names_of(party.test))


def _evidence(conflict: Conflict, culprit: Hand) -> tuple[Evidence, ...]:
    """One line of each party's changes and one of its looks: first one party for each line, then the other parties."""
    lines: dict[tuple[str, int], None] = {}
    ranked: list[list[Evidence]] = [[], [], []]
    for hand in sorted(conflict.hands, key=lambda one: one == culprit):
        for number, evidence in enumerate(_of_hand(hand, conflict.name)):
            is_new = (evidence.path, evidence.line) not in lines
            lines[evidence.path, evidence.line] = None
            ranked[0 if is_new else 1 + bool(number)].append(evidence)
    ordered = [evidence for some in ranked for evidence in some]
    if len(ordered) <= _SHOWN:
        return tuple(ordered)
    spot, count = _place(culprit), len(conflict.hands)
    return (*ordered[:_SHOWN], Evidence(spot.path, spot.line, f"{count} tests and fixtures are at it in all"))


def _of_hand(hand: Hand, name: str) -> Iterator[Evidence]:
    for changes, words in deeds(hand, name):
        spot = (hand.touch.wrote_at if changes else hand.touch.read_at) or _place(hand)
        yield Evidence(spot.path, spot.line, words)
