"""What is done in other processes while a drill goes on."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.copying import copy_project
from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.examiner import Look
from pytest_bulkhead.drill.false_alarms import false_alarms
from pytest_bulkhead.drill.laboratory import Laboratory
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.registry import all_examiners
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding


@dataclass(frozen=True, slots=True)
class LookBefore:
    """One examination of the untouched copy, by all of its tests."""

    untouched: Path
    bench: Bench
    examination: Examination

    def __call__(self) -> Look:
        (examiner,) = (one for one in all_examiners(self.bench) if one.examination is self.examination)
        with tempfile.TemporaryDirectory(prefix="copy-", dir=self.untouched.parent, ignore_cleanup_errors=True) as name:
            return examiner.look(copy_project(self.untouched, Path(name)), ())


@dataclass(frozen=True, slots=True)
class LookAtTwins:
    """One examination of a copy that holds sound code."""

    untouched: Path
    bench: Bench
    examination: Examination
    twins: tuple[Mutant, ...]
    before: tuple[Finding, ...]

    def __call__(self) -> Look:
        with tempfile.TemporaryDirectory(prefix="copy-", dir=self.untouched.parent, ignore_cleanup_errors=True) as name:
            copy = copy_project(self.untouched, Path(name))
            return false_alarms(self.examination, copy, self.bench, self.twins, self.before)


@dataclass(frozen=True, slots=True)
class ExamineBatch:
    """The examinations of a batch of mutants."""

    laboratory: Laboratory
    batch: tuple[Mutant, ...]

    def __call__(self) -> list[Examined]:
        return self.laboratory.examine(self.batch)
