"""Whoever removes a folder removes what others have in it."""

from __future__ import annotations

import bisect

from pytest_bulkhead.plugin.races.by_resource import Resources
from pytest_bulkhead.plugin.races.conflict import Hand
from pytest_bulkhead.touch import Access, Party

_IN_FOLDERS = ("file", "sqlite", "socket")


def with_below(resources: Resources) -> Resources:
    """Have whoever touches something in a folder touch the folder, too, where somebody removes that.

    The removal itself is told of the folder, and not once more of each thing in it.
    """
    removed = {name: hands for (kind, name), hands in resources.items() if kind == "file" and _removers(hands)}
    if not removed:
        return resources
    names = sorted((name, kind) for kind, name in resources if kind in _IN_FOLDERS)
    joined: Resources = {}
    swept: dict[tuple[str, str], set[Party]] = {}
    for folder, hands in removed.items():
        start = bisect.bisect_left(names, (f"{folder}/", ""))
        end = bisect.bisect_left(names, (f"{folder}0", ""))  # 0 is what follows on a slash
        if start == end:
            continue
        removers = _removers(hands)
        parties = {hand.party: hand for hand in hands}
        for name, kind in names[start:end]:
            swept.setdefault((kind, name), set()).update(removers)
            for hand in resources[kind, name]:
                known = parties.get(hand.party)
                if known is None or (hand.touch.changes and not known.touch.changes):
                    parties[hand.party] = hand
        joined["file", folder] = list(parties.values())
    return {
        key: _without(joined.get(key, hands), swept[key]) if key in swept else joined.get(key, hands)
        for key, hands in resources.items()
    }


def _removers(hands: list[Hand]) -> set[Party]:
    return {hand.party for hand in hands if Access.DELETE in hand.touch.accesses}


def _without(hands: list[Hand], removers: set[Party]) -> list[Hand]:
    kept = []
    for party, touch in hands:
        if party in removers and Access.DELETE in touch.accesses:
            touch = touch._replace(accesses=tuple(one for one in touch.accesses if one is not Access.DELETE))
        if touch.accesses:
            kept.append(Hand(party, touch))
    return kept
