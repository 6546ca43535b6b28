"""Which mutants are examined when there are more than there is time for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from pytest_bulkhead.drill.mutant import Mutant

_T = TypeVar("_T")


def choose(mutants: Iterable[Mutant], most: int, seed: int) -> list[Mutant]:
    """As many of each hazard, and within a hazard as many of each origin, as there are.

    Args:
        mutants: all that there are.
        most: how many to choose.
        seed: decides which; the same mutants and seed give the same answer.
    """
    by_hazard: dict[str, dict[str, list[Mutant]]] = {}
    for mutant in sorted(mutants, key=lambda one: one.identity):
        by_hazard.setdefault(mutant.code, {}).setdefault(mutant.origin, []).append(mutant)
    decide = random.Random(seed)  # noqa: S311 - which examples are shown is no secret
    rows = []
    for by_origin in by_hazard.values():
        for alike in by_origin.values():
            decide.shuffle(alike)
        origins = list(by_origin.values())
        decide.shuffle(origins)
        rows.append(list(in_turn(origins)))
    decide.shuffle(rows)
    return [mutant for mutant, _ in zip(in_turn(rows), range(most), strict=False)]


def in_turn(rows: Sequence[Sequence[_T]]) -> Iterator[_T]:
    """The first of each row, then the second of each, and so on."""
    for position in range(max(map(len, rows), default=0)):
        yield from (row[position] for row in rows if position < len(row))
