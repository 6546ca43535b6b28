"""One violation, laid into a copy of a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Mutant(NamedTuple):
    """What is to be changed in a copy, and how it would be noticed.

    Args:
        identity: the same whenever the same project is drilled with the same seed.
        code: of the hazard that it commits.
        also: codes of other hazards by which it may rightly be told.
        origin: what made it: the name of a mutation, or of a seed and its variant.
        changes: whole new texts of files, by their path in the project; for a new file, too.
        path: the file in which the violation lies.
        line: the line of it there, in the new text.
        tests: node ids of the tests, or files of them, that are enough to show it when they run in this order.
        needs: what has to be installed or there for the tests to run.
    """

    identity: str
    code: str
    also: frozenset[str]
    origin: str
    changes: Mapping[str, str]
    path: str
    line: int
    tests: tuple[str, ...]
    needs: frozenset[str] = frozenset()
