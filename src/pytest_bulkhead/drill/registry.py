"""Finds the examiners by the list of their files."""

from __future__ import annotations

import importlib
import pkgutil

from pytest_bulkhead.drill import examiners
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Examiner
from pytest_bulkhead.drill.seed import Examination


def all_examiners(bench: Bench) -> tuple[Examiner, ...]:
    """One for each way of catching a violation, in the order of these ways."""
    made: dict[Examination, Examiner] = {}
    for entry in pkgutil.iter_modules(examiners.__path__):
        examiner: Examiner = importlib.import_module(f"{examiners.__name__}.{entry.name}").EXAMINER(bench)
        made[examiner.examination] = examiner
    return tuple(made[examination] for examination in Examination)
