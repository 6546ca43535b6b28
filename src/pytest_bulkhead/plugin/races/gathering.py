"""Many files of one folder are one thing to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.node_ids import function_of
from pytest_bulkhead.plugin.races.below import number_of
from pytest_bulkhead.plugin.races.conflict import Certainty, Conflict, Hand
from pytest_bulkhead.touch import Access, Party

_ENOUGH = 4
"""Entries of a folder with a conflict each, or files of the same parties, from which on they are told together."""

_PATHS = ("file", "sqlite", "socket")
_PARTED_BY = {"file": "/", "table": ".", "redis": ":"}
"""What stands between the name of what holds others, and theirs."""


class Gathered(NamedTuple):
    """What one finding tells of.

    Args:
        conflict: over one resource, or over all that collide below one folder.
        below: the names of those, none where it is one resource.
    """

    conflict: Conflict
    below: tuple[str, ...] = ()


def gather(conflicts: Iterable[Conflict], hazard: Callable[[Conflict], object]) -> list[Gathered]:
    """One entry for each resource, or for a folder with many of them.

    What lies in a folder that its writers themselves remove is told with the removal.

    Args:
        conflicts: of a run.
        hazard: what a conflict is told as; only those of one kind are gathered.
    """
    conflicts = list(conflicts)
    removed = {(one.kind, one.name): _removers(one) for one in conflicts if _removers(one)}
    kept = [one for one in conflicts if not _goes_with_its_folder(one, removed)]
    by_hazard: dict[object, list[Conflict]] = {}
    for conflict in kept:
        by_hazard.setdefault(hazard(conflict), []).append(conflict)
    gathered = [one for some in by_hazard.values() for one in _by_folder(some)]
    order = {(one.kind, one.name): number for number, one in enumerate(kept)}
    return sorted(gathered, key=lambda one: order[one.conflict.kind, one.below[0] if one.below else one.conflict.name])


def _goes_with_its_folder(conflict: Conflict, removed: dict[tuple[str, str], set[Party]]) -> bool:
    kind = "file" if conflict.kind in _PATHS else conflict.kind
    if kind not in _PARTED_BY or not removed:
        return False
    writers = {hand.party for hand in conflict.writers}
    separator = _PARTED_BY[kind]
    if kind == "redis":  # a key whose name begins as another's does holds nothing
        number = number_of(conflict.name)
        return number != conflict.name and writers <= removed.get((kind, number), set())
    whole = conflict.name.rpartition(separator)[0]
    while whole:
        if (kind, whole) in removed and writers <= removed[kind, whole]:
            return True
        whole = whole.rpartition(separator)[0]
    return False


def _removers(conflict: Conflict) -> set[Party]:
    return {hand.party for hand in conflict.writers if Access.DELETE in hand.touch.accesses}


def _by_folder(conflicts: list[Conflict]) -> Iterator[Gathered]:
    """Files are gathered by who is at them; then, where people overlap, in the highest folder with many conflicts.

    The root is no such folder.
    """
    entries: dict[str, set[str]] = {}
    for conflict in conflicts:
        name = conflict.name if conflict.kind in _PATHS else ""
        while (folder := name.rpartition("/")[0]) and name not in entries.get(folder, ()):
            entries.setdefault(folder, set()).add(name)
            name = folder
    by_parties: dict[object, list[Conflict]] = {}
    for conflict in conflicts:
        by_parties.setdefault(_parties(conflict), []).append(conflict)
    by_folder: dict[str, list[Conflict]] = {}
    for some in by_parties.values():
        if len(some) >= _ENOUGH:
            yield _together(some, {_folder(one, entries) for one in some})
            continue
        for conflict in some:
            by_folder.setdefault(_folder(conflict, entries), []).append(conflict)
    yield from map(Gathered, by_folder.pop("", ()))
    for folder, some in by_folder.items():
        for group in _overlapping(some):
            if len(group) >= _ENOUGH:
                yield _together(group, {folder})
            else:
                yield from map(Gathered, group)


def _together(conflicts: list[Conflict], folders: set[str]) -> Gathered:
    names = tuple(one.name for one in conflicts)
    folder = folders.pop() if len(folders) == 1 else ""
    return Gathered(_joined(folder, conflicts) if folder else conflicts[0], names)


def _overlapping(conflicts: list[Conflict]) -> Iterable[list[Conflict]]:
    """Those that have somebody in common, also by way of others; the cases of a parametrised test are one."""
    leaders: dict[object, object] = {}

    def leader(person: object) -> object:
        while (above := leaders.setdefault(person, person)) != person:
            leaders[person] = leaders[above]
            person = above
        return person

    for conflict in conflicts:
        first, *others = (leader(_person(hand)) for hand in conflict.hands)
        for other in others:
            leaders[leader(other)] = leader(first)
    groups: dict[object, list[Conflict]] = {}
    for conflict in conflicts:
        groups.setdefault(leader(_person(conflict.hands[0])), []).append(conflict)
    return groups.values()


def _person(hand: Hand) -> object:
    party = hand.party
    return function_of(party.test) if party.owner == "test" else (party.owner, party.defined)


def _parties(conflict: Conflict) -> object:
    return conflict.kind, frozenset((hand.party.test, hand.party.owner) for hand in conflict.hands)


def _folder(conflict: Conflict, entries: dict[str, set[str]]) -> str:
    if conflict.kind not in _PATHS:
        return ""
    parts = conflict.name.split("/")
    folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((folder for folder in folders if len(entries.get(folder, ())) >= _ENOUGH), "")


def _joined(folder: str, conflicts: list[Conflict]) -> Conflict:
    writers: dict[Party, Hand] = {}
    readers: dict[Party, Hand] = {}
    for conflict in conflicts:
        for hand in conflict.writers:
            writers.setdefault(hand.party, hand)
        for hand in conflict.readers:
            readers.setdefault(hand.party, hand)
    certainty = Certainty.OBSERVED if any(one.certainty is Certainty.OBSERVED for one in conflicts) else None
    looking = tuple(hand for party, hand in readers.items() if party not in writers)
    return Conflict(
        conflicts[0].kind,
        folder,
        tuple(writers.values()),
        looking,
        certainty or conflicts[0].certainty,
        conflicts[0].collide,
    )
