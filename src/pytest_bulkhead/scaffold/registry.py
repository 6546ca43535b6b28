"""Finds what can be proposed: each module of `proposals/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pytest_bulkhead.scaffold import proposals
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal


class Proposer(NamedTuple):
    """A module of `proposals/`.

    Args:
        order: in which they are shown.
        part: what it is a part of; several can make one part.
        summary: of the part, empty where another module tells it.
        propose: yields what is wanted.
    """

    order: int
    part: str
    summary: str
    propose: Callable[[Project], Iterator[Proposal | Declined]]


def proposers() -> list[Proposer]:
    """All of them, in their order."""
    names = [entry.name for entry in pkgutil.iter_modules(proposals.__path__)]
    modules = [importlib.import_module(f"{proposals.__name__}.{name}") for name in names]
    return sorted(Proposer(module.ORDER, module.PART, module.SUMMARY, module.propose) for module in modules)


def parts() -> dict[str, str]:
    """What can be left out, and what each is."""
    return {one.part: one.summary for one in proposers() if one.summary}
