"""What the examiners that read a copy have in common; they run nothing of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Look, Outcome, Result
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import telling
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding


class ByReading(ABC):
    """Sees all of a copy, whichever tests are to run."""

    examination: ClassVar[Examination]

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @abstractmethod
    def findings(self, folder: Path, tests: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """What there is to find in a copy."""

    def look(self, folder: Path, tests: tuple[str, ...] = ()) -> Look:
        """The same: all of it was seen."""
        return Look(self.findings(folder, tests))

    def examine(self, folder: Path, mutant: Mutant, before: tuple[Finding, ...]) -> Result:
        """Caught where there is more to find than before."""
        found = telling(mutant, before, self.findings(folder))
        return Result(Outcome.CAUGHT if found else Outcome.MISSED, findings=found)
