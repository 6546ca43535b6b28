"""All mutations, found by their files."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from pytest_bulkhead.drill import mutations
from pytest_bulkhead.drill.mutating.mutation import Mutation


@functools.cache
def all_mutations() -> tuple[Mutation, ...]:
    """Every mutation, in the order of the files' names."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(mutations.__path__))
    return tuple(importlib.import_module(f"{mutations.__name__}.{name}").MUTATION for name in names)
