"""Gathers the questions that a change raises."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from pytest_bulkhead.review import checklist
from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Item


def questions(files: Sequence[ChangedFile]) -> tuple[Item, ...]:
    """The checklist for a change: what nothing in it raises is not asked."""
    found = []
    for entry in sorted(pkgutil.iter_modules(checklist.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{checklist.__name__}.{entry.name}")
        places = tuple(dict.fromkeys(module.places(files)))
        if places:
            found.append(Item(entry.name.replace("_", "-"), module.QUESTION, places))
    return tuple(found)
