"""One plugin at most shuffles the tests."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "An order that two plugins have shuffled is made again by the seeds of both alone, and each tells its own."

_SHUFFLING = {
    "pytest-randomly": "randomly",
    "pytest-random-order": "random_order",
    "pytest-reverse": "reverse",
}
_AT_REST = {"pytest-random-order": "--random-order", "pytest-reverse": "--reverse"}
"""Those that do nothing until an option asks for it."""


def look(subject: Subject) -> Iterator[Fault]:
    """Whether more than one is at work."""
    facts = subject.facts
    said = " ".join([*facts.addopts, facts.env_addopts])
    at_work = [
        name
        for name, module in _SHUFFLING.items()
        if name in facts.plugins and f"no:{module}" not in said and _AT_REST.get(name, "") in said
    ]
    if len(at_work) > 1:
        yield Fault(
            f"{' and '.join(at_work)} both shuffle the tests.",
            f"Keep one of them, or switch one off: `-p no:{_SHUFFLING[at_work[-1]]}` in addopts.",
        )
