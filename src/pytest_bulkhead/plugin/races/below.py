"""Whoever removes a folder removes what others have in it; likewise a schema, a database, a number of Redis."""

from __future__ import annotations

import bisect
import re

from pytest_bulkhead.plugin.races.by_resource import Resources
from pytest_bulkhead.plugin.races.conflict import Hand
from pytest_bulkhead.touch import Access, Party

_IN_FOLDERS = ("file", "sqlite", "socket")
_WITHIN = {"file": (_IN_FOLDERS, "/"), "table": (("table",), "."), "redis": (("redis",), ":")}
"""By the kind of what holds others: their kinds, and what stands between its name and theirs."""

_ALL_NUMBERS = "*"
_NUMBER = re.compile(r"(?:[^/]+:\d+/|[a-zA-Z][^/:]*/)?\d+(?=:|\Z)")


def number_of(name: str) -> str:
    """The number of Redis that a name lies in, or is; empty where it is none of Redis."""
    found = _NUMBER.match(name)
    return found[0] if found else ""


def with_below(resources: Resources) -> Resources:
    """Have whoever touches something in a folder touch the folder, too, where somebody removes that.

    The removal itself is told of the folder, and not once more of each thing in it.
    """
    joined: Resources = {}
    swept: dict[tuple[str, str], list[set[Party]]] = {}  # sets that many names share
    for kind, (kinds, separator) in _WITHIN.items():
        removed = {name: hands for (what, name), hands in resources.items() if what == kind and _removers(hands)}
        names = sorted((name, what) for what, name in resources if what in kinds) if removed else []
        for whole, hands in removed.items():
            below = [(what, name) for name, what in _below(names, kind, whole, separator)]
            if below:
                joined[kind, whole] = _with(hands, [hand for key in below for hand in resources[key]])
                removers = _removers(hands)
                for key in below:
                    swept.setdefault(key, []).append(removers)
    return {
        key: _without(joined.get(key, hands), swept[key]) if key in swept else joined.get(key, hands)
        for key, hands in resources.items()
    }


def _below(names: list[tuple[str, str]], kind: str, whole: str, separator: str) -> list[tuple[str, str]]:
    if kind == "redis":
        if whole.endswith(_ALL_NUMBERS):
            whole, separator = whole.removesuffix(_ALL_NUMBERS), ""
        elif number_of(whole) != whole:  # a key, whose name may begin that of another
            return []
    start = bisect.bisect_left(names, (f"{whole}{separator}", ""))
    end = bisect.bisect_left(names, (f"{whole}{chr(ord(separator) + 1)}", "")) if separator else len(names)
    return [found for found in names[start:end] if found[0].startswith(whole) and found[0] != f"{whole}{_ALL_NUMBERS}"]


def _with(hands: list[Hand], others: list[Hand]) -> list[Hand]:
    """Those who touch the whole, and those who touch a part of it: each party once."""
    parties = {hand.party: hand for hand in hands}
    for hand in others:
        known = parties.get(hand.party)
        if known is None or (hand.touch.changes and not known.touch.changes):
            parties[hand.party] = hand
    return list(parties.values())


def _removers(hands: list[Hand]) -> set[Party]:
    return {hand.party for hand in hands if Access.DELETE in hand.touch.accesses}


def _without(hands: list[Hand], removers: list[set[Party]]) -> list[Hand]:
    kept = []
    for party, touch in hands:
        if Access.DELETE in touch.accesses and any(party in some for some in removers):
            touch = touch._replace(accesses=tuple(one for one in touch.accesses if one is not Access.DELETE))
        if touch.accesses:
            kept.append(Hand(party, touch))
    return kept
