"""The value of a shared fixture may be a module's, too: what changes in it is one state, that of the module."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from pytest_bulkhead.plugin.fading import faded
from pytest_bulkhead.plugin.ledger import Leak
from pytest_bulkhead.plugin.sensor import Filling

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

_FIXTURE = "fixture"
_LASTING = ("global", "class")


class Carriers:
    """Knows which leaks are those of one state, told by two sensors."""

    def __init__(self) -> None:
        self._told: set[Hashable] = set()
        """Places of which a fixture's name was told, since the module had not been looked at yet."""
        self._twins: dict[int, list[Leak]] = {}

    def sort(self, leaks: list[Leak]) -> list[Leak]:
        """Take up leaks that are to be told together.

        Returns:
            Those that stand for themselves.
        """
        self._twins = {}
        by_place = {_place(leak): leak for leak in leaks if leak.kind in _LASTING}
        single: list[Leak] = []
        for leak in leaks:
            place = _place(leak) if leak.kind in (_FIXTURE, *_LASTING) else None
            if leak.kind == _FIXTURE and place in by_place:
                self._twins.setdefault(id(by_place[place]), []).append(leak)
            elif leak.kind == _FIXTURE or place not in self._told or leak.filling is Filling.FIRST:
                single.append(leak)
        self._told = (self._told - by_place.keys()) | {_place(leak) for leak in single if leak.kind == _FIXTURE}
        return single

    def twins(self, leak: Leak) -> Iterable[Leak]:
        """The leaks of the same state by the names of fixtures."""
        return self._twins.get(id(leak), ())

    def filling(self, leak: Leak) -> Filling:
        """What the change is, as the name shows by which test code goes about it."""
        return max(leak.filling, *(twin.filling for twin in self.twins(leak)), Filling.FIRST)

    def named(self, finding: Finding, leak: Leak) -> Finding:
        """The finding with the names of the fixtures that hand the state out."""
        names = dict.fromkeys(twin.name.partition(".")[0] for twin in self.twins(leak))
        if not names:
            return finding
        through = f"{finding.message}, which fixture {' and '.join(names)} hands out"
        return dataclasses.replace(finding, message=through)


def _place(leak: Leak) -> Hashable:
    """The thing that holds the state and the entry in it, by which the sensors of first-party state know it."""
    if not isinstance(leak.key, tuple) or not isinstance(leak.key[0], tuple):
        return leak.key
    (thing, _), entry = leak.key
    place: Hashable = faded((thing, entry))
    return place
