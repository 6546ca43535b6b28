"""A mark that nobody has registered is an error."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "A mistyped `xdist_group`, `shares` or `bulkhead_allow` does nothing, and says nothing."


def look(subject: Subject) -> Iterator[Fault]:
    """Whether pytest is strict about marks."""
    if not subject.facts.strict_markers:
        yield Fault("pytest takes any mark that a test bears.", "Put `--strict-markers` into addopts.")
