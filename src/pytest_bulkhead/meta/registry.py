"""Finds the checks by the files that they stand in."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.meta import checks
from pytest_bulkhead.meta.check import Check


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Every check, sorted by name."""
    found = []
    for entry in sorted(pkgutil.iter_modules(checks.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{checks.__name__}.{entry.name}")
        found.append(Check(entry.name, module.WHY, module.look))
    return tuple(found)


def find_check(name: str) -> Check:
    """The check of that name.

    Raises:
        UsageError: there is none.
    """
    known = {check.name: check for check in all_checks()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(known)}."
        raise UsageError(f"pytest-bulkhead has no check {name!r}. {hint}")
    return known[name]
