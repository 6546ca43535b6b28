"""What tests share without harm: one pattern a file, each with its reason."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from typing import NamedTuple

from pytest_bulkhead.plugin.races.pattern import Case


class Pattern(NamedTuple):
    """One file of this folder.

    Args:
        name: what people call it.
        reason: why it is harmless.
        covers: whether a case is one of it.
    """

    name: str
    reason: str
    covers: Callable[[Case], bool]


@functools.cache
def all_patterns() -> tuple[Pattern, ...]:
    """Every pattern, in the order of the file names."""
    modules = [importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__)]
    return tuple(Pattern(module.NAME, module.REASON, module.covers) for module in modules)
