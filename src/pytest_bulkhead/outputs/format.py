"""What every output format is given, and how one is found by its name."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead import __version__
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs import formats
from pytest_bulkhead.outputs.style import Style

TOOL = f"pytest-bulkhead {__version__}"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are told under one heading; a report with an empty heading has only one group."""

    heading: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a command has to say.

    Args:
        groups: the findings, in the order in which they are told.
        summary: the counts of the JSON contract.
        opening: the first lines for people: the answer to what was asked.
        closing: the last lines for people: what stood behind the findings.
        notices: what a reader must know to judge the rest, such as a part that could not be run.
    """

    groups: tuple[Group, ...]
    summary: Mapping[str, Any]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for group in self.groups for finding in group.findings)


Render = Callable[[Report, Style], str]


def format_names() -> list[str]:
    """The names that ``--output-format`` takes, sorted."""
    return sorted(entry.name for entry in pkgutil.iter_modules(formats.__path__))


def find_format(name: str) -> Render:
    """The function that renders a report in the format of that name.

    Raises:
        UsageError: there is no such format.
    """
    names = format_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no output format {name!r}.{hint} Known are {', '.join(names)}.")
    render: Render = importlib.import_module(f"{formats.__name__}.{name}").render
    return render
