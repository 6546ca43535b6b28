"""What is the same for all files of a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.selection import Selection


@dataclass(frozen=True, slots=True)
class Plan:
    """All that whoever checks files has to know besides the files.

    Args:
        cwd: paths for people are relative to it.
        budget: how many characters of parsed text are kept in memory.
        since: when the run began, if what is consulted is to be noted; else 0.
        instead: what some files would hold, by their absolute paths, while fixes are tried out.
    """

    rules: tuple[Rule, ...]
    selection: Selection
    discovery: Discovery
    cwd: str
    budget: int
    since: int = 0
    instead: Mapping[str, bytes] = field(default_factory=dict)
