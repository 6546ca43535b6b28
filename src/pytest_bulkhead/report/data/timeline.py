"""Where in a run there was something: leaks, races and deaths of workers, for the chart of workers over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pytest_bulkhead.outputs.masking import masked, masked_test
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.report.data.finite import finite


def timeline_data(record: Record, groups: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The length of a run and the marks on it; bars are drawn from the columns of the tests.

    Args:
        record: of the run.
        groups: the findings, as `findings_data` told them.
    """
    return {
        "seconds": _length(record),
        "marks": list(_found(record, groups)),
        "crashes": [
            {"worker": crash.worker, "test": masked_test(crash.running or crash.test), "told": masked(crash.told)}
            for crash in record.crashes
        ],
    }


def _length(record: Record) -> float:
    told = finite(record.end.get("seconds")) if record.end else None
    known = [(one.begun or 0.0) + one.seconds for one in record.tests]
    return round(max(*known, told or 0.0, 0.0), 3)


def _found(record: Record, groups: Iterable[dict[str, Any]]) -> Iterable[list[Any]]:
    """Pairs of a test's place in the columns, and what was found of it."""
    places = {masked_test(one.test): place for place, one in enumerate(record.tests)}
    for group in groups:
        for entry in group["entries"]:
            for test in entry["tests"]:
                if (place := places.get(masked_test(test))) is not None:
                    yield [place, entry["id"]]
