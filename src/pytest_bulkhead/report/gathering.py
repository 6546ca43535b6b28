"""Brings together what a page is made from: a run's record, the files as they are, and the history."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_bulkhead.audit.baselined import take_off_both
from pytest_bulkhead.audit.merge import merge
from pytest_bulkhead.audit.parallel import answer
from pytest_bulkhead.audit.rank import rank
from pytest_bulkhead.audit.recorded import recorded
from pytest_bulkhead.audit.tolerate import tolerate
from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.drill.drilled import drilled
from pytest_bulkhead.errors import BulkheadError, SuiteError
from pytest_bulkhead.history.extra import has_history
from pytest_bulkhead.quarantine.entry import Entry
from pytest_bulkhead.quarantine.file import read_quarantine
from pytest_bulkhead.quarantine.place import quarantine_path
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.report.data.sources import Run, Sources
from pytest_bulkhead.settings import Settings

if TYPE_CHECKING:
    from pytest_bulkhead.report.data.past import Past


class Gathered(NamedTuple):
    """What a page is made from.

    Args:
        missing: what it does not tell of, and why.
    """

    sources: Sources
    missing: tuple[str, ...] = ()


def run_of_record(record: Record, name: str, root: Path, settings: Settings) -> tuple[Run, dict[str, int]]:
    """A run as its record tells it, with what the checker says of the files as they are now, in the audit's order.

    Args:
        record: of the run.
        name: of the record.
        root: the folder that its paths are relative to; where it is not there, only the record is told.
        settings: of the project.

    Returns:
        The run, and how many findings are tolerated, by what lets them stand.
    """
    checked = _checked(root, settings)
    seen = recorded(record, str(root), os.getcwd())
    tolerated = tolerate(seen.findings, seen.noted)
    if checked:
        checked = replace(checked, findings=tuple(one for one in checked.findings if not tolerated.needs(one)))
    left = take_off_both(checked, tolerated.left, settings, create=False)
    groups = rank(*merge(left.checked.findings if left.checked else (), left.seen))
    told = answer(record, left.seen, broke_off=record.end is None)
    by = Counter({"comments": tolerated.count + (left.checked.suppressed if left.checked else 0)})
    by["baseline"] = left.tolerated
    notices = (*left.problems, *left.notices, *record.notices, *_gaps(record))
    return Run(record, name, groups, told.told, told.safe.value, notices), dict(+by)


def past_of(place: str, settings: Settings, root: Path, since: float | None) -> tuple[Past | None, str]:
    """What the history holds, or why nothing is told of it."""
    if not has_history():
        return None, "the history is not told: that takes pip install 'pytest-bulkhead[history]'"
    from pytest_bulkhead.history.store import open_store
    from pytest_bulkhead.report.data.past import read_past

    try:
        with open_store(place, creates=False) as store:
            return read_past(store, settings, root, since), ""
    except BulkheadError as error:
        return None, f"the history is not told: {error}"


def gather(
    run: Run | None,
    root: Path,
    settings: Settings,
    place: str,
    *,
    tolerated: dict[str, int] | None = None,
    since: float | None = None,
) -> Gathered:
    """All sources of a page.

    Args:
        run: None for a page of the history alone.
        root: of the project.
        settings: of the project.
        place: of the store.
        tolerated: how many findings of the run are, by what lets them stand.
        since: from when a review tells, in seconds since 1970; None without one.
    """
    past, unknown = past_of(place, settings, root, since)
    missing = [unknown] if unknown else []
    entries: tuple[Entry, ...] = ()
    measured = None
    try:
        entries = read_quarantine(quarantine_path(settings.root, root)).entries
        measured = drilled(root)
    except BulkheadError as error:
        missing.append(str(error))
    return Gathered(Sources(root, time.time(), run, past, entries, measured, tolerated or {}, since), tuple(missing))


def _checked(root: Path, settings: Settings) -> CheckResult | None:
    if not root.is_dir():
        return None
    try:
        return check_paths((str(root),), settings)
    except SuiteError:
        return None


def _gaps(record: Record) -> Iterator[str]:
    """What is missing in the record of a run that did not end well."""
    for crash in record.crashes:
        yield crash.told
    if record.end is None:
        yield "the run ended before its time, or goes on yet"
    for path in record.collect_errors:
        yield f"{path} could not be collected"
