"""What the examiners that run tests have in common."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Look, Outcome, Result
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import telling
from pytest_bulkhead.drill.running import Ran, run_tests
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding

WITHOUT_XDIST = "pytest-xdist is not there"


class ByRunning:
    """Runs tests under the plugin, and reads the record of the run.

    Attributes:
        workers: how many run the tests; 0 for none.
        arguments: for pytest.
        needs: what has to be there besides what the tests need.
    """

    examination: ClassVar[Examination]
    workers: ClassVar[int] = 0
    arguments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def findings(self, folder: Path, tests: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """What the run of some tests, or of all, has found."""
        return self.look(folder, tests).findings

    def look(self, folder: Path, tests: tuple[str, ...] = ()) -> Look:
        """The same, and what went wrong with the run."""
        if lacking := self._cannot():
            return Look((), lacking, is_blind=True)
        ran = self.run(folder, tests)
        return Look(ran.findings, ran.complaint, is_blind=bool(ran.complaint) and not ran.tests)

    def run(self, folder: Path, tests: tuple[str, ...] = ()) -> Ran:
        """Run some tests, or all."""
        return run_tests(self._bench, folder, [*self.arguments, *tests], workers=self.workers)

    def examine(self, folder: Path, mutant: Mutant, before: tuple[Finding, ...]) -> Result:
        """Caught where a run of the mutant's tests finds what was not found before; not applicable where none can."""
        lacking = self._cannot() or self._bench.lacks(mutant.needs)
        if lacking:
            return Result(Outcome.NOT_APPLICABLE, lacking)
        ran = self.run(folder, mutant.tests)
        found = telling(mutant, before, ran.findings)
        if found:
            return Result(Outcome.CAUGHT, findings=found)
        if ran.complaint and not ran.tests:
            return Result(Outcome.NOT_APPLICABLE, ran.complaint)
        return Result(Outcome.MISSED, ran.complaint)

    def _cannot(self) -> str:
        if self.workers and self._bench.interpreter.xdist is None:
            return WITHOUT_XDIST
        return ""
