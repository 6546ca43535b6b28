"""Finds the rules by the list of their files."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from pytest_bulkhead.checker import rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.hazards.catalogue import (
    stale_baseline,
    suppression_without_reason,
    unreadable_file,
    unused_suppression,
)
from pytest_bulkhead.hazards.hazard import Hazard

# What the engine itself reports.
ENGINE_HAZARDS: tuple[Hazard, ...] = (
    unreadable_file.HAZARD,
    unused_suppression.HAZARD,
    suppression_without_reason.HAZARD,
    stale_baseline.HAZARD,
)


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """One rule for each file of `rules`, in the order of their names."""
    found: list[Rule] = []
    for entry in sorted(pkgutil.iter_modules(rules.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{rules.__name__}.{entry.name}")
        found.append(module.RULE)
    return tuple(found)
