"""All seeds and their twins before an examiner, in as few runs as they allow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.drill.by_running import ByRunning
from pytest_bulkhead.drill.laying import is_alone, mutant_of, write
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.noticing import telling
from pytest_bulkhead.drill.seed import Seed
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.node_ids import file_of


class Shown(NamedTuple):
    """What an examiner has to say of one seed, or of its twin.

    Args:
        mutant: the seed as it was laid.
        telling: the findings that tell of it.
        findings: all that name one of its files.
        complaint: what went wrong with the run.
    """

    seed: Seed
    mutant: Mutant
    telling: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    complaint: str = ""


def show(seeds: Iterable[Seed], examiner: ByRunning, *, twins: bool = False) -> Iterator[Shown]:
    """Run seeds, or their twins, under an examiner.

    Each stands in a folder of its own, and those that leave it to others how pytest is to run are run together: the
    plugin puts back behind each test what it leaves, as far as it can.

    Args:
        seeds: what is to be shown.
        examiner: what they are shown to.
        twins: whether to run the remedied ones.
    """
    together = [seed for seed in seeds if not is_alone(seed)]
    for group in [together, *([seed] for seed in seeds if is_alone(seed))]:
        if group:
            yield from _run(group, examiner, twins=twins)


def _run(group: Sequence[Seed], examiner: ByRunning, *, twins: bool) -> Iterator[Shown]:
    below = [f"seed{number:02}/" for number in range(len(group))] if len(group) > 1 else [""]
    mutants = [mutant_of(seed, folder, twin=twins) for seed, folder in zip(group, below, strict=True)]
    with tempfile.TemporaryDirectory(prefix="bulkhead-seeds-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for mutant in mutants:
            write(folder, mutant.changes)
        tests = tuple(test for mutant in mutants for test in mutant.tests)
        ran = examiner.run(folder, ("--bulkhead=heal", *group[0].arguments, *tests))
    for seed, mutant in zip(group, mutants, strict=True):
        own = tuple(finding for finding in ran.findings if _names(finding, mutant))
        yield Shown(seed, mutant, telling(mutant, (), own), own, ran.complaint)


def _names(finding: Finding, mutant: Mutant) -> bool:
    """Whether a finding stands in a file of a seed, or is a test of one."""
    named = {finding.location.path, file_of(finding.test or "")}
    return not named.isdisjoint(mutant.changes)
