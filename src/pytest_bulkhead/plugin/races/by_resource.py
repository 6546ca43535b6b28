"""Who touched what, by resource."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_bulkhead.plugin.races.conflict import Hand
from pytest_bulkhead.touch import Touched

Resources = dict[tuple[str, str], list[Hand]]
"""By kind and name."""

_IN_FILES = ("sqlite", "socket")


def by_resource(touched: Iterable[Touched]) -> Resources:
    """Index all touches of a run.

    What is a database to one and a file to another is one thing: who removes the file removes the database. And what is
    set up for one test stands on what that test stands on.
    """
    touched = list(touched)
    uses = {one.party.test: one.party.uses for one in touched if one.party.owner == "test"}
    resources: Resources = {}
    for one in touched:
        party = one.party
        if party.owner != "test" and not party.is_wide and party.test in uses:
            party = party._replace(uses=tuple(other for other in uses[party.test] if other != party.owner))
        for touch in one.touches:
            resources.setdefault((touch.kind, touch.name), []).append(Hand(party, touch))
    for kind, name in [key for key in resources if key[0] in _IN_FILES and ("file", key[1]) in resources]:
        resources[kind, name] = [
            _one(*some) for some in _by_party([*resources.pop(("file", name)), *resources[kind, name]])
        ]
    return resources


def _by_party(hands: list[Hand]) -> Iterable[list[Hand]]:
    by_party: dict[object, list[Hand]] = {}
    for hand in hands:
        by_party.setdefault(hand.party, []).append(hand)
    return by_party.values()


def _one(first: Hand, *others: Hand) -> Hand:
    if not others:
        return first
    one, other = first.touch, others[0].touch
    accesses = tuple(dict.fromkeys((*one.accesses, *other.accesses)))
    locks = tuple(lock for lock in one.locks if lock in other.locks)
    joined = other._replace(
        accesses=accesses,
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        times=one.times + other.times,
        wrote_at=other.wrote_at or one.wrote_at,
        read_at=other.read_at or one.read_at,
        locks=locks,
        fate=one.fate and other.fate,
    )
    return _one(Hand(first.party, joined), *others[1:])
