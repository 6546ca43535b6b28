"""Examines mutants, each batch of them in a fresh copy; whichever process that is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.drill.applying import applies
from pytest_bulkhead.drill.batching import unlike
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.collecting import collect
from pytest_bulkhead.drill.copying import copy_project, lay
from pytest_bulkhead.drill.examined import Examined, examined
from pytest_bulkhead.drill.examiner import Examiner, Outcome, Result
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import telling
from pytest_bulkhead.drill.registry import all_examiners
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.unified_diff import unified_diff

_Results = dict[Examination, Result]
Before = Mapping[Examination, tuple[Finding, ...]]
# The others look at each file by itself.
_DISTURBED = frozenset({Examination.SERIAL, Examination.PARALLEL, Examination.REGRESSION})
_READING = frozenset({Examination.CHECK, Examination.REVIEW})
_NOT_MEANT = "none of the hazard's seeds is for this examination to catch"
_NOT_COLLECTED = "its tests are not collected in the copy that holds it"


class Laboratory(NamedTuple):
    """All that is needed to examine mutants.

    Args:
        untouched: a copy of the project, of which others are made.
        before: what each examination has found in it.
        blind: why an examination could see nothing there, and sees nothing here.
    """

    untouched: Path
    bench: Bench
    before: Before
    blind: Mapping[Examination, str] = {}

    def examine(self, batch: Sequence[Mutant]) -> list[Examined]:
        """Examine mutants together; what a run misses then is looked for again, in other company or alone.

        Args:
            batch: as `batches` makes them.
        """
        examiners = all_examiners(self.bench)
        void = self._not_collected(batch)
        if void:
            rest = [mutant for mutant in batch if mutant not in void]
            return [*(self._judged(one, {}, _NOT_COLLECTED) for one in void), *(self.examine(rest) if rest else ())]
        results: dict[str, _Results] = {mutant.identity: {} for mutant in batch}
        with self._copy(batch) as copy:
            for examiner in examiners:
                self._look(examiner, batch, copy, results)
        for examiner in examiners:
            here = examiner.examination
            missed = [one for one in batch if results[one.identity][here].outcome is Outcome.MISSED]
            if here in _DISTURBED and len(batch) > 1:
                for company in unlike(missed):
                    with self._copy(company) as copy:
                        self._look(examiner, company, copy, results)
        return [self._judged(mutant, results[mutant.identity]) for mutant in batch]

    def _look(self, examiner: Examiner, batch: Sequence[Mutant], copy: Path, results: dict[str, _Results]) -> None:
        """Put down what one examination says of the mutants in a copy."""
        here, before = examiner.examination, self.before[examiner.examination]
        able = [one for one in batch if applies(here, one) and not self._lacking(here, one)]
        if len(able) == 1:
            results[able[0].identity][here] = examiner.examine(copy, able[0], before)
        elif able:
            findings = examiner.findings(copy, tuple(test for mutant in able for test in mutant.tests))
            for mutant in able:
                found = telling(mutant, before, findings)
                outcome = Outcome.CAUGHT if found else Outcome.MISSED
                results[mutant.identity][here] = Result(outcome, findings=found)
        for mutant in batch:
            if mutant not in able:
                reason = self._lacking(here, mutant) or _NOT_MEANT
                results[mutant.identity][here] = Result(Outcome.NOT_APPLICABLE, reason)

    def _lacking(self, examination: Examination, mutant: Mutant) -> str:
        return "" if examination in _READING else self.blind.get(examination) or self.bench.lacks(mutant.needs)

    def _not_collected(self, batch: Sequence[Mutant]) -> list[Mutant]:
        """Those of whose tests one is no test any more; it would keep pytest from running the others, too."""
        with self._copy(batch) as copy:
            there = collect(self.bench, copy, [test for mutant in batch for test in mutant.tests])
        return [
            one for one in batch if not self.bench.lacks(one.needs) and not all(test in there for test in one.tests)
        ]

    def _judged(self, mutant: Mutant, results: Mapping[Examination, Result], void: str = "") -> Examined:
        outcomes = {one: result.outcome for one, result in results.items()}
        return examined(mutant, self.diff(mutant), outcomes, {one: each.reason for one, each in results.items()}, void)

    def diff(self, mutant: Mutant) -> str:
        """What a mutant changes."""
        parts = []
        for path, text in mutant.changes.items():
            there = self.untouched / path
            before = there.read_text(encoding="utf-8", errors="replace") if there.exists() else ""
            parts.append(unified_diff(path, before, text))
        return "".join(parts)

    @contextmanager
    def _copy(self, batch: Sequence[Mutant]) -> Iterator[Path]:
        """A copy of the project that holds these mutants."""
        with tempfile.TemporaryDirectory(prefix="copy-", dir=self.untouched.parent, ignore_cleanup_errors=True) as name:
            copy = copy_project(self.untouched, Path(name))
            for mutant in batch:
                lay(mutant.changes, copy)
            yield copy
