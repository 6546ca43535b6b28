"""The shipped regression suite, which tests a machine, its servers and its pytest, and reads no test of a project."""

from __future__ import annotations

from pathlib import Path

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Look, Outcome, Result
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding


class Regression:
    """Has nothing to say of a violation that lies in a project's own tests."""

    examination = Examination.REGRESSION

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def findings(self, folder: Path, tests: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """None, whatever the project."""
        return ()

    def look(self, folder: Path, tests: tuple[str, ...] = ()) -> Look:
        """The same: all of it was seen."""
        return Look(self.findings(folder, tests))

    def examine(self, folder: Path, mutant: Mutant, before: tuple[Finding, ...]) -> Result:
        """Never applicable."""
        return Result(
            Outcome.NOT_APPLICABLE, "the regression suite tests the machine and its servers, not the project's tests"
        )


EXAMINER = Regression
