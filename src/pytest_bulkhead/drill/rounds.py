"""The two rounds of a drill: what is found in the untouched copy, and what in those that hold mutants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.drill.batching import batches
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.by_running import WITHOUT_XDIST
from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.examiner import Look
from pytest_bulkhead.drill.jobs import ExamineBatch, LookAtTwins, LookBefore
from pytest_bulkhead.drill.kept import Kept
from pytest_bulkhead.drill.laboratory import Before, Laboratory
from pytest_bulkhead.drill.lanes import Lanes
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.seed import Examination

# What the drill says by itself, once.
_TOLD = ("", WITHOUT_XDIST)
# The whole suite, looked at closely, may take that long once.
WHOLE_SUITE_SECONDS = 1800.0


class Round(NamedTuple):
    """What every examination finds in copies of one kind.

    Args:
        complaints: what it has not seen, in sentences.
        blind: why an examination has seen nothing, of those that have not.
    """

    findings: Before
    complaints: tuple[str, ...]
    blind: Mapping[Examination, str]


def look_before(lanes: Lanes, untouched: Path, bench: Bench, say: Callable[[str], None]) -> Round:
    """What every examination finds in a project as it is."""
    patient = bench._replace(seconds=WHOLE_SUITE_SECONDS)
    jobs = [LookBefore(untouched, patient, examination) for examination in Examination]
    found: dict[Examination, Look] = {}
    say("looking at the untouched copy")
    for job, look in lanes.run(jobs):
        found[job.examination] = look
        say(f"looking at the untouched copy: {len(found)} of {len(jobs)} examinations")
    return _round(found, "the untouched copy")


def look_at_twins(lanes: Lanes, laboratory: Laboratory, twins: Sequence[Mutant], say: Callable[[str], None]) -> Round:
    """The false alarms of all examinations."""
    say("looking at sound code among the tests")
    jobs = [
        LookAtTwins(laboratory.untouched, laboratory.bench, examination, tuple(twins), before)
        for examination, before in laboratory.before.items()
    ]
    return _round({job.examination: look for job, look in lanes.run(jobs)}, "the sound code that was laid in")


def _round(looks: Mapping[Examination, Look], where: str) -> Round:
    ordered = [(one, looks[one]) for one in Examination if one in looks]
    complaints = (
        f"{one.value} has not seen all of {where}: {look.complaint}"
        for one, look in ordered
        if look.complaint not in _TOLD
    )
    blind = {one: look.complaint for one, look in ordered if look.is_blind}
    return Round({one: look.findings for one, look in ordered}, tuple(complaints), blind)


def examine_all(
    lanes: Lanes,
    mutants: Sequence[Mutant],
    laboratory: Laboratory,
    kept: Kept,
    *,
    go_on: Callable[[], bool],
    say: Callable[[str], None],
) -> list[Examined]:
    """Examine mutants, but those of which an interrupted drill has kept what became of them.

    Args:
        lanes: where it is done.
        mutants: in the order in which they are worth it.
        laboratory: examines them.
        kept: is told of each one.
        go_on: whether there is time to begin with more.
        say: called with how far it is.
    """
    known = kept.read()
    found = [known[mutant.identity] for mutant in mutants if mutant.identity in known]
    kept.begin(found)
    todo = [mutant for mutant in mutants if mutant.identity not in known]
    jobs = [ExamineBatch(laboratory, batch) for batch in batches(todo)]
    say(_progress(found, len(mutants)))
    for _, more in lanes.run(jobs, go_on):
        kept.add(more)
        found.extend(more)
        say(_progress(found, len(mutants)))
    order = {mutant.identity: position for position, mutant in enumerate(mutants)}
    return sorted(found, key=lambda one: order[one.identity])


def _progress(found: Sequence[Examined], count: int) -> str:
    caught = sum(bool(one.caught_by) for one in found)
    valid = sum(not one.void for one in found)
    return f"{len(found)} of {count} mutants examined, {caught} of {valid} caught"
