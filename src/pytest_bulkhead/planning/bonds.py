"""Which tests have to share a worker, and over what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.plugin.conflicts import Conflict, Hand, Harmless, conflicts
from pytest_bulkhead.plugin.races.units import Life, Units
from pytest_bulkhead.touch import Touched


class Bond(NamedTuple):
    """What ties tests together.

    Args:
        resources: what they share, each by kind and name; mended together they set the tests free.
        blocks: node ids; those of one block cannot run at the same time, directly or by way of others.
    """

    resources: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, ...], ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The resources in words."""
        return tuple(f"{kind} {name}" for kind, name in self.resources)

    @property
    def size(self) -> int:
        """How many tests it ties."""
        return sum(map(len, self.blocks))


Company = Callable[[str, str, Iterable[str]], Iterable[str]]
"""The tests that may touch a resource, given by kind and name, since they run with some that did."""


def bonds(
    touched: Sequence[Touched], harmless: Iterable[Harmless] = (), company: Company = lambda kind, name, tests: ()
) -> list[Bond]:
    """What has to be kept together, the widest first, however the project deals out its tests today.

    Args:
        touched: what each party of a run touched.
        harmless: what the project calls harmless.
        company: who else is tied.
    """
    standing = _standing(touched)
    found: dict[tuple[tuple[str, ...], ...], list[tuple[str, str]]] = {}
    # As if there were no groups: those that are there are seen to later.
    for conflict in conflicts(touched, "", harmless):
        blocks = tuple(
            sorted(
                tuple(sorted({*block, *company(conflict.kind, conflict.name, block)}))
                for block in _blocks(conflict, standing)
            )
        )
        if blocks:
            found.setdefault(blocks, []).append((conflict.kind, conflict.name))
    some = [Bond(tuple(sorted(resources)), blocks) for blocks, resources in found.items()]
    return sorted(some, key=lambda bond: (-bond.size, bond))


class _Standing(NamedTuple):
    """Who stands on which wide fixture."""

    units: Units
    tests: dict[Life, set[str]]

    def of(self, hand: Hand) -> Iterator[str]:
        """The tests that bring a party to its work: itself, or all that stand on it."""
        yield hand.party.test
        if hand.party.is_wide:
            for life in self.units.lives(hand.party):
                yield from self.tests.get(life, ())


def _standing(touched: Sequence[Touched]) -> _Standing:
    units = Units(touched, "")
    tests: dict[Life, set[str]] = {}
    for party in (one.party for one in touched):
        if not party.is_wide:
            for life in units.lives(party):
                tests.setdefault(life, set()).add(party.test)
    return _Standing(units, tests)


def _blocks(conflict: Conflict, standing: _Standing) -> Iterator[tuple[str, ...]]:
    """The tests of hands that collide, directly or by way of others: each of the others is looked at once a hand."""
    waiting = list(conflict.hands)
    while waiting:
        reached, block = [waiting.pop(0)], set[str]()
        while reached:
            hand = reached.pop()
            block.update(standing.of(hand))
            met = [other for other in waiting if conflict.collide(hand, other)] if waiting else []
            if met:
                ids = set(map(id, met))
                waiting = [other for other in waiting if id(other) not in ids]
                reached += met
        if len(block) > 1:
            yield tuple(sorted(block))
