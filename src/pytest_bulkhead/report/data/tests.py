"""The tests of a run, column by column: what is long or said often stands in lists of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.node_ids import file_of
from pytest_bulkhead.outputs.masking import masked_test
from pytest_bulkhead.record.reading import Record, TestResult
from pytest_bulkhead.report.data.spark import spark

if TYPE_CHECKING:  # which takes the extra of the history
    from pytest_bulkhead.report.data.past import Past

LETTERS = {
    "passed": "p",
    "failed": "f",
    "error": "e",
    "skipped": "s",
    "xfailed": "x",
    "xpassed": "X",
    "crashed": "c",
    "never ran": "n",
    "quarantined": "q",
    "unfinished": "u",
    "unknown": "-",
}


def tests_data(record: Record | None, past: Past | None) -> dict[str, Any]:
    """Every test of the run, or, without one, every test that the history knows.

    Args:
        record: of the run.
        past: the history; None where there is none.
    """
    results = list(_results(record, past))
    names = [masked_test(one.test) for one in results]
    files, file_number = _listed(file_of(name) for name in names)
    workers, worker_of = _listed(one.worker for one in results)
    strips = {one.test: one.marks for one in past.strips} if past else {}
    durations: Mapping[str, Sequence[int]] = past.durations if past else {}
    owned = [" ".join(past.owners.of(one.test)) if past else "" for one in results]
    owners, owner_of = _listed(owned)
    return {
        "files": files,
        "workers": workers,
        "owners": owners,
        "file": file_number,
        "name": [name.partition("::")[2] for name in names],
        "outcome": "".join(LETTERS.get(one.outcome, "-") for one in results),
        "outcomes": {letter: outcome for outcome, letter in LETTERS.items()},
        "milliseconds": [round(one.seconds * 1000, 1) for one in results],
        "begun": [None if one.begun is None else round(one.begun * 1000) for one in results],
        "megabytes": [None if one.resident_kb is None else round(one.resident_kb / 1024, 1) for one in results],
        "worker": worker_of,
        "owner": owner_of if any(owned) else [],
        "strip": [strips.get(one.test, "").lstrip() for one in results] if strips else [],
        "spark": [spark(durations.get(one.test, ())) for one in results] if durations else [],
    }


def _results(record: Record | None, past: Past | None) -> Iterable[TestResult]:
    if record is not None:
        yield from record.tests
        for test in record.unfinished:
            yield TestResult(test, "", "unfinished", 0.0)
        for test in record.never_ran:
            yield TestResult(test, "", "never ran", 0.0)
        return
    last = {".": "passed", "F": "failed", "R": "passed", "s": "skipped"}
    for one in past.strips if past else ():
        times = past.durations.get(one.test, ()) if past else ()
        yield TestResult(one.test, "", last.get(one.marks[-1:], "unknown"), times[-1] / 1e6 if times else 0.0)


def _listed(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """Each value once, and for each of the given ones its place there."""
    places: dict[str, int] = {}
    found = [places.setdefault(value, len(places)) for value in values]
    return list(places), found
