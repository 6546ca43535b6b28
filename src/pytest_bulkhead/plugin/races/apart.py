"""Who of those at one resource can meet: without a look at each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pytest_bulkhead.plugin.races.clash import clash, effects
from pytest_bulkhead.plugin.races.conflict import IF_THERE, Hand
from pytest_bulkhead.plugin.races.units import SEVERAL, Units
from pytest_bulkhead.touch import LOOKS, Access


class Stance(NamedTuple):
    """What decides whether two hands collide, beside the units; many hands have the same.

    Args:
        effects: what others can see of it.
        locks: those held each time.
        guarded: the wide fixture that did it under a lock, else empty.
        bases: the guarded fixtures that were through with it before this one began.
    """

    effects: frozenset[Access]
    locks: frozenset[str]
    guarded: str = ""
    bases: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        return not self.effects <= LOOKS

    def meets(self, other: Stance) -> bool:
        """Whether harm is done when both are at it in two workers at once, and nothing of theirs prevents it."""
        if self.locks & other.locks or self._follows(other) or other._follows(self):
            return False
        return clash(self.effects, other.effects)

    def _follows(self, other: Stance) -> bool:
        # Whoever stands on a fixture comes after its work in the same worker, and its twins find that work done.
        return not self.changes and other.guarded in self.bases


class Apart:
    """Knows of all parties of a run what keeps them apart."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def collide(self, one: Hand, other: Hand) -> bool:
        """Whether two hands, or one wide fixture's in two workers, can do harm to each other."""
        if self._units.apart(one.party, other.party):
            return False
        mine, theirs = self._stances([one, other])
        return mine.meets(theirs)

    def share(self, hands: Iterable[Hand]) -> bool:
        """Whether any two of these can be at work at the same time in different workers."""
        units = {self._units.of(hand.party) for hand in hands}
        return len(units) > 1 or SEVERAL in units

    def colliding(self, hands: Sequence[Hand]) -> list[tuple[Hand, Stance]]:
        """Those of one resource that collide with at least one other, or with themselves, in their order."""
        stances = self._stances(hands)
        units: dict[Stance, set[str]] = {}
        for hand, stance in zip(hands, stances, strict=True):
            among = units.setdefault(stance, set())
            if len(among) < 2:  # whether there is another one than mine is all that is asked
                among.add(self._units.of(hand.party))
        if frozenset.intersection(*(stance.locks for stance in units)):
            return []  # there may be as many stances as locks
        found = []
        for hand, stance in zip(hands, stances, strict=True):
            unit = self._units.of(hand.party)
            if any(
                (unit == SEVERAL or len(among) > 1 or unit not in among) and stance.meets(other)
                for other, among in units.items()
            ):
                found.append((hand, stance))
        return found

    def met(self, hands: Iterable[tuple[Hand, Stance]]) -> bool:
        """Whether two that collide were at it at the same time, in different workers.

        What a party has changed it wants so until its life ends. What it would have removed it has not met.
        """
        busy: dict[tuple[str, Stance], float] = {}
        done = [one for one in hands if one[0].touch.fate != IF_THERE]
        for hand, stance in sorted(done, key=lambda one: one[0].touch.first):
            worker, touch = hand.party.worker, hand.touch
            for (where, other), until in busy.items():
                if where != worker and until >= touch.first and stance.meets(other):
                    return True
            ended = max(hand.party.ended, touch.last) if stance.changes else touch.last
            busy[worker, stance] = max(ended, busy.get((worker, stance), ended))
        return False

    def _stances(self, hands: Sequence[Hand]) -> list[Stance]:
        held = Counter(lock for hand in hands for lock in set(hand.touch.locks))
        guards = {hand.party.owner for hand in hands if hand.party.is_wide and hand.touch.locks}
        stances = []
        for party, touch in hands:
            # A lock that nobody else holds keeps nobody apart but twins.
            twins = bool(touch.locks) and self._units.of(party) == SEVERAL
            locks = frozenset(lock for lock in touch.locks if twins or held[lock] > 1)
            guarded = party.owner if party.is_wide and touch.locks else ""
            bases = self._units.bases(party) & guards if guards else frozenset[str]()
            stances.append(Stance(effects(touch), locks, guarded, bases))
        return stances
