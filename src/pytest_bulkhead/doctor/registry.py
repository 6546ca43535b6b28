"""Finds what is looked at by the files that it stands in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pytest_bulkhead.doctor import things
from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line


class Thing(NamedTuple):
    """Something that is looked at.

    Args:
        name: of its file.
        title: for people.
        look: yields what there is to say.
    """

    name: str
    title: str
    look: Callable[[Case], Iterator[Line]]


def all_things() -> list[Thing]:
    """Every one, those that matter to the others first."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(things.__path__))
    names.sort(key=lambda name: things.FIRST.index(name) if name in things.FIRST else len(things.FIRST))
    modules = {name: importlib.import_module(f"{things.__name__}.{name}") for name in names}
    return [Thing(name, module.TITLE, module.look) for name, module in modules.items()]
