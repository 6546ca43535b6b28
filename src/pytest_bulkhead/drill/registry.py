"""Finds the examiners and the seeds by the lists of their files."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from pytest_bulkhead.drill import examiners, seeds
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Examiner
from pytest_bulkhead.drill.seed import Examination, Seed


def all_examiners(bench: Bench) -> tuple[Examiner, ...]:
    """One for each way of catching a violation, in the order of these ways."""
    made: dict[Examination, Examiner] = {}
    for entry in pkgutil.iter_modules(examiners.__path__):
        examiner: Examiner = importlib.import_module(f"{examiners.__name__}.{entry.name}").EXAMINER(bench)
        made[examiner.examination] = examiner
    return tuple(made[examination] for examination in Examination)


@functools.cache
def all_seeds() -> tuple[Seed, ...]:
    """Every seed, in the order of the hazards' codes, those of one hazard as they stand in its file."""
    found: list[Seed] = []
    for entry in pkgutil.iter_modules(seeds.__path__):
        found.extend(importlib.import_module(f"{seeds.__name__}.{entry.name}").SEEDS)
    return tuple(sorted(found, key=lambda seed: seed.code))
