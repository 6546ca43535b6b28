"""What tests may leave changed: marks and settings say it, with the reason."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable

from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.node_ids import file_of
from pytest_bulkhead.settings import Allowed


class Allowances:
    """What the settings allow."""

    def __init__(self, entries: Iterable[Allowed] = ()) -> None:
        self._entries = tuple(entries)

    def cover(self, kind: str, hazards: Iterable[Hazard], name: str, test: str) -> bool:
        """Whether a test may leave a state changed.

        Args:
            kind: of the state.
            hazards: of which it is one.
            name: of the state.
            test: the node id.
        """
        states = [one.state for one in self._entries if not one.tests or any(_is_of(test, each) for each in one.tests)]
        return covers(states, kind, hazards, name)


def covers(states: Collection[str], kind: str, hazards: Iterable[Hazard], name: str) -> bool:
    """Whether one of these, such as `environ`, `BH101` or `environ:API_*`, means the state of this kind and name."""
    if not states:
        return False
    known = {kind}
    for hazard in hazards:
        known |= {hazard.slug, hazard.code}
    for state in states:
        called, colon, pattern = state.partition(":")
        if called in known and (not colon or name == pattern or fnmatch.fnmatchcase(name, pattern)):
            return True
    return False


def _is_of(test: str, pattern: str) -> bool:
    path = file_of(test)
    # By equality, too: what stands in brackets is a set of characters to `fnmatch`, and parameters to pytest.
    return (
        pattern in (test, path)
        or test.startswith(f"{pattern.rstrip('/')}/")
        or fnmatch.fnmatchcase(test, pattern)
        or fnmatch.fnmatchcase(path, pattern)
    )
