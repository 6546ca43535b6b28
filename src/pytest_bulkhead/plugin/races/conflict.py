"""Two or more parties at one resource, with nothing that keeps them apart."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pytest_bulkhead.touch import Party, Touch

IF_THERE = "if there"
"""The fate of a touch that did not happen, since there was nothing to remove."""


class Certainty(enum.StrEnum):
    """How sure a race is."""

    PREDICTED = "predicted"
    OBSERVED = "observed"
    CONFIRMED = "confirmed"


class Hand(NamedTuple):
    """One party at a resource.

    Args:
        touch: what it did there, or to something below it when the resource is a folder that somebody removes.
    """

    party: Party
    touch: Touch


class Conflict(NamedTuple):
    """What collides over one resource.

    The graph of the pairs is kept as who changes and who looks: each of the writers collides with each of both, but
    for those whom something keeps apart, which `collide` knows.

    Args:
        kind: of the resource.
        name: of the resource.
        writers: who changes it and collides with somebody, those that began first before the others.
        readers: likewise, who only looks.
        certainty: `observed` when two of them were seen at it at the same time, in different workers.
        collide: whether two hands of this conflict can do harm to each other; one and the same hand, too: that of a
            wide fixture which lives in several workers.
    """

    kind: str
    name: str
    writers: tuple[Hand, ...]
    readers: tuple[Hand, ...]
    certainty: Certainty
    collide: Callable[[Hand, Hand], bool]

    @property
    def hands(self) -> tuple[Hand, ...]:
        return (*self.writers, *self.readers)

    @property
    def alone(self) -> bool:
        """Whether each hand collides with itself in another worker, and with nobody else: a wide fixture's."""
        return not any(one.party != other.party for one, other in self.pairs())

    def pairs(self) -> Iterator[tuple[Hand, Hand]]:
        """Each pair that collides, a writer first, one after the other: there may be many."""
        for number, one in enumerate(self.writers):
            for other in (*self.writers[number:], *self.readers):
                if self.collide(one, other):
                    yield one, other
