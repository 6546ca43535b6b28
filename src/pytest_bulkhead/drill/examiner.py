"""What examines one copy of a project for one violation, by one layer alone."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import NamedTuple, Protocol

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding


class Outcome(enum.Enum):
    """What came of an examination."""

    CAUGHT = "caught"
    MISSED = "missed"
    NOT_APPLICABLE = "not applicable"


class Result(NamedTuple):
    """Of one examination of one mutant.

    Args:
        outcome: whether it was caught.
        reason: why it is not applicable, or what was said instead.
        findings: those that tell of the violation.
    """

    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()


class Look(NamedTuple):
    """What one layer finds in a project.

    Args:
        complaint: why it has not seen all of it; empty when it has.
        is_blind: whether it has seen nothing.
    """

    findings: tuple[Finding, ...]
    complaint: str = ""
    is_blind: bool = False


class Examiner(Protocol):
    """One layer, apart from the others. One file each in `examiners/`."""

    examination: Examination

    def findings(self, folder: Path, tests: tuple[str, ...]) -> tuple[Finding, ...]:
        """What this layer finds in a project, by reading it or by running some of its tests.

        Args:
            folder: the project's, or that of a copy.
            tests: which of its tests to run; all of them when there are none.
        """
        ...

    def look(self, folder: Path, tests: tuple[str, ...]) -> Look:
        """The same, and whether it has seen all of it."""
        ...

    def examine(self, folder: Path, mutant: Mutant, before: tuple[Finding, ...]) -> Result:
        """Look for one violation.

        Args:
            folder: of the copy in which it lies.
            mutant: the violation.
            before: what this layer found in the untouched copy.
        """
        ...
