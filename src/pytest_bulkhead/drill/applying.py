"""Which examinations are meant to catch a hazard at all: those that must catch one of its seeds."""

from __future__ import annotations

import functools

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import Examination


def applies(examination: Examination, mutant: Mutant) -> bool:
    """Whether an examination is meant to catch a violation, by its own code or one by which it may be told."""
    promised = _promised()
    return any(examination in promised.get(code, frozenset()) for code in {mutant.code, *mutant.also})


@functools.cache
def _promised() -> dict[str, frozenset[Examination]]:
    found: dict[str, frozenset[Examination]] = {}
    for seed in all_seeds():
        found[seed.code] = found.get(seed.code, frozenset()) | seed.caught_by
    return found
