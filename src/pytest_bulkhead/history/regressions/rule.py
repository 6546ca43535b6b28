"""When a series of measurements has gone up: what a change must be, at the least, to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """All of these must hold at once, since each alone is fooled by noise of some kind.

    Args:
        floor: by how much the median must have gone up, in the unit of the measurements.
        relative: and by which share of what it was.
        recent: how many of the last measurements are compared with those before.
        before: how many of those before, at most.
        fewest: and at the least; with fewer nothing is said.
        chance: how likely chance alone may show as much, of one test.
        mistakes: which share of the tests that are told at once may be mistakes.
        confirmations: in how many runs in a row all of this must hold.
    """

    floor: float
    relative: float = 0.10
    recent: int = 10
    before: int = 40
    fewest: int = 20
    chance: float = 0.001
    mistakes: float = 0.05
    confirmations: int = 2


@dataclass(frozen=True, slots=True)
class Shift:
    """A series that has gone up.

    Args:
        before: the median of the measurements before.
        after: the median of the recent ones.
        chance: how likely chance alone would show as much.
        since: how many of the last measurements belong to the new level: where the two fall apart best.
    """

    before: float
    after: float
    chance: float
    since: int

    @property
    def ratio(self) -> float:
        """How many times as much; endless if there was nothing before."""
        return self.after / self.before if self.before else float("inf")
