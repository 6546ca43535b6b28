"""Findings in sound code: the remedied twins of the seeds, laid among the tests of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.copying import lay
from pytest_bulkhead.drill.examiner import Look
from pytest_bulkhead.drill.laying import is_alone
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import new
from pytest_bulkhead.drill.registry import all_examiners, all_seeds
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.drill.variants import laid
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.catalogue.group_without_loadgroup import HAZARD as GROUP_WITHOUT_LOADGROUP
from pytest_bulkhead.node_ids import file_of


def lay_twins(folders: Sequence[str]) -> list[Mutant]:
    """The sound twin of each seed that can stand beside others."""
    seeds = [seed._replace(bad=seed.good) for seed in all_seeds() if not is_alone(seed)]
    return [laid(seed, "twin", seed.bad, number, folders) for number, seed in enumerate(seeds)]


def false_alarms(
    examination: Examination, copy: Path, bench: Bench, twins: Iterable[Mutant], before: Iterable[Finding]
) -> Look:
    """What an examination finds in twins, and why it has not seen all of them.

    Args:
        examination: by which to look.
        copy: of the project, in which they are laid.
        bench: what runs the tests.
        twins: as `lay_twins` makes them.
        before: what the examination finds in the project as it is.
    """
    (examiner,) = (one for one in all_examiners(bench) if one.examination is examination)
    able = [twin for twin in twins if not bench.lacks(twin.needs)]
    for twin in able:
        lay(twin.changes, copy)
    look = examiner.look(copy, tuple(test for twin in able for test in twin.tests))
    told = _told_of(able, new(before, look.findings), everything=examination is not Examination.CHECK)
    return look._replace(findings=tuple(told))


def _told_of(twins: Sequence[Mutant], findings: Iterable[Finding], *, everything: bool) -> Iterator[Finding]:
    """Those that tell of a twin; of the check, which also looks for conventions here, those of the twin's hazard."""
    of_file = {path: twin for twin in twins for path in twin.changes}
    for finding in findings:
        twin = of_file.get(finding.location.path) or of_file.get(file_of(finding.test or ""))
        # Marks are sound, however the project has its tests dealt out.
        told = everything and finding.code != GROUP_WITHOUT_LOADGROUP.code
        if twin and (told or finding.code in {twin.code, *twin.also}):
            yield finding
