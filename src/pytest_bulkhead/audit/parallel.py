"""The question that everybody has: is this suite safe to run in parallel?"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_bulkhead.audit.races_first import without_leaks_of_races
from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import fold
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.touch import UNSEEN


class Safe(enum.Enum):
    """The answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer, and what it rests on.

    Args:
        safe: `no` as soon as there is a race or a leak; `unknown` when none was seen, but not all could be seen.
        races: resources over which tests collide.
        leaks: states that tests leave behind. Which tests come after them in one worker differs from run to run once
            there are several, so that they make a parallel run fail as races do, only more rarely.
        because: in words.
    """

    safe: Safe
    races: int
    leaks: int
    because: str

    @property
    def told(self) -> str:
        """One line for people."""
        match self.safe:
            case Safe.YES:
                return f"Safe to run in parallel: yes, as far as this run shows; {self.because}."
            case Safe.NO:
                return f"Safe to run in parallel: no, only after {self.because}."
            case Safe.UNKNOWN:
                return f"Safe to run in parallel: unknown, because {self.because}."

    def to_json(self) -> dict[str, object]:
        """As it stands in the summary."""
        return {"safe": self.safe.value, "races": self.races, "leaks": self.leaks, "because": self.because}


def answer(record: Record | None, seen: Iterable[Finding], *, broke_off: bool) -> Answer:
    """Whether the suite is safe to run in parallel.

    Args:
        record: of the run, None when there was none.
        seen: what the run has found and no comment lets stand; what a baseline tolerates is no safer for it.
            Warnings can fail no test, and do not count.
        broke_off: whether tests may be missing that pytest would have run.
    """
    errors = [finding for finding in without_leaks_of_races(seen) if finding.severity is Severity.ERROR]
    races = len([finding for finding in errors if finding.source is Source.RACE])
    leaks = len(fold([finding for finding in errors if finding.source is Source.RUNTIME]))
    if races or leaks:
        parts = [_counted(races, "race") if races else "", _counted(leaks, "leak") if leaks else ""]
        mended = "is" if races + leaks == 1 else "are"
        return Answer(Safe.NO, races, leaks, f"{' and '.join(filter(None, parts))} {mended} mended")
    unsure = list(_gaps(record, broke_off=broke_off))
    if unsure or record is None:
        return Answer(Safe.UNKNOWN, 0, 0, "; ".join(unsure))
    tests = _counted(len(record.tests), "test")
    return Answer(Safe.YES, 0, 0, f"no two of {tests} collide, and none leaves anything behind")


def _gaps(record: Record | None, *, broke_off: bool) -> Iterator[str]:
    """Why what was not seen may be there all the same."""
    if record is None or not any(test.outcome not in ("skipped", "crashed") for test in record.tests):
        yield "no test ran"
        return
    if not record.is_followed:
        yield "races were not looked for"
    if broke_off:
        yield "the run ended before its time"
    if record.crashes:
        yield f"{_counted(len(record.crashes), 'worker')} died"
    if record.failed:
        yield f"{_counted(record.failed, 'test')} failed, and what comes after a failure was not seen"
    if record.collect_errors:
        yield f"{_counted(len(record.collect_errors), 'file')} could not be collected"
    if record.never_ran:
        yield f"{_counted(len(record.never_ran), 'test')} never ran"
    beyond = sum(touched.beyond > 0 for touched in record.touched)
    if beyond:
        yield f"{_counted(beyond, 'test or fixture', 'tests or fixtures')} touched more than is kept"
    for notice in record.notices:
        if notice.startswith(UNSEEN):
            yield notice.removeprefix(UNSEEN)


def _counted(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"
