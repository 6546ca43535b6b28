"""The findings of a run record, told once more: those of the latest run, of a named one, or of any file."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.audit.baselined import take_off_both
from pytest_bulkhead.audit.recorded import recorded
from pytest_bulkhead.audit.suite import find_suite, up_to_repository
from pytest_bulkhead.audit.tolerate import tolerate
from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.record.reading import Record, read_record
from pytest_bulkhead.settings import load_settings


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """What a record has to tell.

    Args:
        problems: what of the settings could not be used, so that the findings may be too many.
    """

    report: Report
    problems: tuple[str, ...] = ()


def tell_again(run: str, folder: Path) -> ToldAgain:
    """The findings of a run without what comments and the baseline tolerate by now.

    Args:
        run: the path of a record, a run's identity or the beginning of its name; empty for the latest run.
        folder: where to look for `.bulkhead`, here or above.

    Raises:
        RecordError: there is no such record, there are several, or it cannot be read.
        SettingsError: the project's settings cannot be read.
    """
    began = time.monotonic()
    path = find_record(run, folder)
    record = read_record(path)
    root = root_of(record, path)
    seen = recorded(record, str(root), os.getcwd())
    tolerated = tolerate(seen.findings, seen.noted)
    left = take_off_both(None, tolerated.left, load_settings(root), create=False)
    suppressed = tolerated.count + left.tolerated
    report = Report(
        groups=(Group("", tuple(sorted(left.seen, key=lambda finding: finding.sort_key))),),
        summary={
            "files": 0,
            "findings": len(left.seen),
            "by_code": dict(sorted(Counter(finding.code for finding in left.seen).items())),
            "suppressed": suppressed,
            "seconds": round(time.monotonic() - began, 3),
            "tests": len(record.tests),
            "failed": record.failed,
            "workers": len(record.workers),
            "run": os.path.relpath(path).replace(os.sep, "/"),
        },
        closing=(_closing(record, len(left.seen), suppressed),),
        notices=(*left.notices, *record.notices, *_gaps(record)),
    )
    return ToldAgain(report, left.problems)


def find_record(run: str, folder: Path) -> Path:
    """The record that is meant.

    Raises:
        RecordError: there is none, or there are several.
    """
    if run and (os.sep in run or run.endswith(".jsonl")):
        return Path(run)
    records = records_near(folder)
    if not run:
        if not records:
            raise RecordError(
                f"There is no run record here or above: no folder {FOLDER}/runs holds one. Run pytest with the plugin, "
                "or name a record by its path."
            )
        return records[-1]
    named = [path for path in records if path.stem.startswith(run) or path.stem.rpartition("-")[2].startswith(run)]
    if len(named) == 1:
        return named[0]
    if not named:
        last = f" The latest is {records[-1].stem}." if records else ""
        raise RecordError(f"There is no run record {run!r} in {FOLDER}/runs, here or above.{last}")
    raise RecordError(f"{run!r} may mean {', '.join(path.stem for path in named[:5])}. Name one of them.")


def records_near(folder: Path) -> list[Path]:
    """The records of the project that a folder belongs to, the latest last."""
    here, root = Path(os.path.abspath(folder)), find_suite(folder).root
    below = [parent for parent in (here, *here.parents) if parent.is_relative_to(root)]
    for parent in (*below, *up_to_repository(root)):
        try:
            records = sorted((parent / FOLDER / "runs").glob("*.jsonl"))
        except OSError:  # a folder that we may not enter
            continue
        if records:
            return records
    return []


def root_of(record: Record, path: Path) -> Path:
    """The folder that the record's paths are relative to, or where the record lies if it came from elsewhere."""
    told = Path(str(record.header.get("root", "")))
    if told.is_dir():
        return told
    at = Path(os.path.abspath(path)).parent
    return at.parent.parent if at.name == "runs" and at.parent.name == FOLDER else Path.cwd()


def _gaps(record: Record) -> tuple[str, ...]:
    """What is missing in the record of a run that did not end well."""
    gaps = [crash.told for crash in record.crashes]
    if record.end is None:
        running = f" while it ran {', '.join(record.unfinished[:5])}" if record.unfinished else ""
        gaps.append(f"the run ended before its time{running}, or goes on yet")
    return tuple(gaps)


def _closing(record: Record, count: int, suppressed: int) -> str:
    tests, workers = len(record.tests), len(record.workers)
    where = f" in {workers} worker{'s' * (workers != 1)}" if workers else ""
    text = f"{tests} test{'s' * (tests != 1)}{where}, {count} finding{'s' * (count != 1)}"
    return f"{text}, {suppressed} suppressed" if suppressed else text
