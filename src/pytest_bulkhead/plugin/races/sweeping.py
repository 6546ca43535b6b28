"""A fixture that clears away a list of names, each where it is there, would clear away what other tests have made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pytest_bulkhead.node_ids import function_of
from pytest_bulkhead.plugin.races.by_resource import Resources
from pytest_bulkhead.plugin.races.conflict import IF_THERE, Hand
from pytest_bulkhead.touch import Access, Party, Spot, Touched

_PATHS = ("file", "sqlite", "socket")
_MOST = 20_000
"""Removals of one fixture that are added at most; a few for each thing are enough to tell of it."""


_Things = dict[tuple[str, str], list[Hand]]
_Fixture = tuple[str, Spot]


def with_sweepers(resources: Resources, touched: Iterable[Touched]) -> Resources:
    """Have a fixture that clears away what it finds touch what it would have found beside another test.

    Whether a file is there is asked without a word, so that one sees only what was there. That its names are the same
    for every test is known of a fixture as soon as it has removed one thing for two tests; names made of the test's own
    differ. Fixtures that have made something themselves remove that, and nothing else.

    Args:
        resources: of a run.
        touched: by all its parties, and by fixtures that found nothing to clear away.
    """
    swept: dict[_Fixture, dict[Spot | None, _Things]] = {}
    for key, hands in resources.items():
        for hand in hands:
            if key[0] in _PATHS and _sweeps(hand):
                lines = swept.setdefault((hand.party.owner, hand.party.defined), {})
                lines.setdefault(hand.touch.wrote_at, {}).setdefault(key, []).append(hand)
    if not swept:
        return resources
    lives: dict[_Fixture, set[Party]] = {}
    for party, *_ in touched:
        if not party.is_wide:
            lives.setdefault((party.owner, party.defined), set()).add(party)
    joined = dict(resources)
    for fixture, lines in swept.items():
        things = _fixed(list(lines.values()))
        most = max(2, _MOST // max(1, len(things)))
        for key, hand in things.items():
            joined[key] = [*joined[key], *islice(_would(lives[fixture], hand, joined[key]), most)]
    return joined


def _sweeps(hand: Hand) -> bool:
    party, touch = hand
    return party.owner != "test" and not party.is_wide and _changes(hand) == {Access.DELETE} and not touch.locks


def _changes(hand: Hand) -> set[Access]:
    return set(hand.touch.accesses) - {Access.READ, Access.LIST}


def _fixed(lines: list[_Things]) -> dict[tuple[str, str], Hand]:
    """What a fixture removes by names that are the same for every test, each with one who does.

    Where one line has removed something else for each of several tests, its names are likely made of theirs.
    """
    sure = [things for things in lines if any(map(_for_two_tests, things.values()))]
    likely = [things for things in lines if not _for_two_tests(hand for hands in things.values() for hand in hands)]
    # Two lines that have each removed something for another test are a list, too.
    is_list = sure or _for_two_tests(hand for things in likely for hands in things.values() for hand in hands)
    return {key: hands[0] for things in (*sure, *likely) for key, hands in things.items()} if is_list else {}


def _for_two_tests(hands: Iterable[Hand]) -> bool:
    return len({function_of(hand.party.test) for hand in hands}) > 1


def _life(party: Party) -> tuple[str, str, str]:
    return party.test, party.owner, party.worker


def _would(everyone: Iterable[Party], example: Hand, hands: list[Hand]) -> Iterator[Hand]:
    there = {_life(hand.party) for hand in hands}
    for party in sorted(everyone, key=lambda one: one.began):
        if _life(party) in there:
            continue
        touch = example.touch._replace(
            accesses=(Access.DELETE,), first=party.ended, last=party.ended, times=0, read_at=None, fate=IF_THERE
        )
        yield Hand(party, touch)
