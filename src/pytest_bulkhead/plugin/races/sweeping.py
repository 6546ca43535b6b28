"""A fixture that clears away a list of names, each where it is there, would clear away what other tests have made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from pytest_bulkhead.plugin.races.by_resource import Resources
from pytest_bulkhead.plugin.races.conflict import IF_THERE, Hand
from pytest_bulkhead.touch import Access, Party, Spot

_PATHS = ("file", "sqlite", "socket")
_MOST = 20_000
"""Removals of one fixture that are added at most; a few for each thing are enough to tell of it."""


class _Broom(NamedTuple):
    """One line of one fixture, which removes what others have made."""

    owner: str
    defined: Spot
    at: Spot | None


def with_sweepers(resources: Resources) -> Resources:
    """Have a fixture that clears away what it finds touch what it would have found beside another test.

    Whether a file is there is asked without a word, so that one sees only what was there. That its names are the same
    for every test is known of a fixture as soon as it has removed one thing for two tests; names made of the test's own
    differ. Fixtures that have made something themselves remove that, and nothing else.
    """
    swept: dict[_Broom, dict[tuple[str, str], list[Hand]]] = {}
    for key, hands in resources.items():
        for hand in hands:
            if key[0] in _PATHS and _sweeps(hand):
                swept.setdefault(_broom(hand), {}).setdefault(key, []).append(hand)
    joined = dict(resources)
    for things in swept.values():
        if any(_for_two_tests(hands) for hands in things.values()):
            everyone = {hand.party for hands in things.values() for hand in hands}
            most = max(2, _MOST // len(things))
            for key, hands in things.items():
                joined[key] = [*joined[key], *islice(_would(everyone, hands[0], joined[key]), most)]
    return joined


def _sweeps(hand: Hand) -> bool:
    party, touch = hand
    return party.owner != "test" and not party.is_wide and _changes(hand) == {Access.DELETE} and not touch.locks


def _changes(hand: Hand) -> set[Access]:
    return set(hand.touch.accesses) - {Access.READ, Access.LIST}


def _broom(hand: Hand) -> _Broom:
    return _Broom(hand.party.owner, hand.party.defined, hand.touch.wrote_at)


def _for_two_tests(hands: Iterable[Hand]) -> bool:
    return len({hand.party.test.partition("[")[0] for hand in hands}) > 1


def _would(everyone: set[Party], example: Hand, hands: list[Hand]) -> Iterator[Hand]:
    there = {hand.party for hand in hands}
    for party in sorted(everyone - there, key=lambda one: one.began):
        touch = example.touch._replace(
            accesses=(Access.DELETE,), first=party.ended, last=party.ended, times=0, read_at=None, fate=IF_THERE
        )
        yield Hand(party, touch)
