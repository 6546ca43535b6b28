"""Compares what is seen of the seeds with the figures that are committed, or writes these anew."""

from __future__ import annotations

import os
from collections.abc import Iterable

from pytest_bulkhead.drill.measured import read_measured, write_measured
from pytest_bulkhead.drill.seed import Seed

VARIABLE = "BULKHEAD_WRITE_MEASURED"
ADVICE = "run `python scripts/measure_seeds.py` and commit what it writes"


def compare(way: str, caught: Iterable[Seed]) -> None:
    """Fail unless the committed figures name just these seeds for one way of catching."""
    seen: dict[str, dict[str, frozenset[str]]] = {}
    for seed in caught:
        seen.setdefault(seed.code, {})[seed.name] = frozenset({way})
    if os.environ.get(VARIABLE):
        write_measured({way}, seen)
    known = {(code, name) for code, seeds in read_measured().items() for name, ways in seeds.items() if way in ways}
    assert {(code, name) for code, seeds in seen.items() for name in seeds} == known, ADVICE
