"""Examines mutants, each batch of them in a fresh copy; whichever process that is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

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

Before = Mapping[Examination, tuple[Finding, ...]]
_NOT_COLLECTED = "its tests are not collected in the copy that holds it"


class Laboratory(NamedTuple):
    """All that is needed to examine mutants.

    Args:
        untouched: a copy of the project, of which others are made.
        before: what each examination has found in it.
    """

    untouched: Path
    bench: Bench
    before: Before

    def examine(self, batch: Sequence[Mutant]) -> list[Examined]:
        """Examine mutants together; what is missed then is examined again, each mutant alone in a copy.

        Args:
            batch: as `batches` makes them.
        """
        examiners = all_examiners(self.bench)
        with self._copy(batch) as copy:
            there = collect(self.bench, copy, [test for mutant in batch for test in mutant.tests])
            real = [mutant for mutant in batch if all(test in there for test in mutant.tests)]
            void = [mutant for mutant in batch if mutant not in real]
            if len(batch) == 1:
                results = {mutant.identity: self._alone(mutant, copy, examiners) for mutant in real}
            elif void:
                results = {}
            else:
                results = self._together(real, copy, examiners)
        found = [self._judged(mutant, {}, _NOT_COLLECTED) for mutant in void]
        if void and real and len(batch) > 1:
            return [*found, *self.examine(real)]
        for mutant in real:
            missed = [one for one in examiners if one.examination not in results[mutant.identity]]
            missed = [one for one in missed if one.examination in _DISTURBED]
            if missed:
                with self._copy([mutant]) as copy:
                    results[mutant.identity].update(self._alone(mutant, copy, missed))
            found.append(self._judged(mutant, results[mutant.identity]))
        return found

    def _alone(self, mutant: Mutant, copy: Path, examiners: Sequence[Examiner]) -> dict[Examination, Result]:
        return {one.examination: one.examine(copy, mutant, self.before[one.examination]) for one in examiners}

    def _together(
        self, batch: Sequence[Mutant], copy: Path, examiners: Sequence[Examiner]
    ) -> dict[str, dict[Examination, Result]]:
        """What is caught; what is not has to be looked at alone."""
        caught: dict[str, dict[Examination, Result]] = {mutant.identity: {} for mutant in batch}
        for examiner in examiners:
            here, before = examiner.examination, self.before[examiner.examination]
            able = [mutant for mutant in batch if not self.bench.lacks(mutant.needs)]
            findings = examiner.findings(copy, tuple(test for mutant in able for test in mutant.tests)) if able else ()
            for mutant in able:
                telling_it = telling(mutant, before, findings)
                if telling_it:
                    caught[mutant.identity][here] = Result(Outcome.CAUGHT, findings=telling_it)
                elif here is Examination.REGRESSION or here not in _DISTURBED:
                    caught[mutant.identity][here] = examiner.examine(copy, mutant, before) if False else Result(Outcome.MISSED)
        return caught

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
