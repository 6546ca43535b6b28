"""An audit leaves a page behind, which never changes the verdict."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from pytest_bulkhead.audit.verdict import Verdict
from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.history.place import place_of
from pytest_bulkhead.outputs.format import Report
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.report.data.sources import Run
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.extra import NEEDED, has_report
from pytest_bulkhead.report.gathering import gather
from pytest_bulkhead.report.writing import place_of_page, write_page
from pytest_bulkhead.settings import load_settings


def with_page(verdict: Verdict) -> Report:
    """Write the page of an audit.

    Args:
        verdict: of the audit.

    Returns:
        The audit's report, which ends with where the page is, or has a line on why there is none.
    """
    report, path = verdict.report, verdict.record_path
    if verdict.record is None or path is None or not path.is_relative_to(verdict.root):
        return replace(report, summary={**report.summary, "report": None})
    try:
        page = _write(verdict, verdict.record, path) if has_report() else None
        missing = "" if page else f"no page is written: that takes {NEEDED}"
    except BulkheadError as error:
        page, missing = None, f"no page is written: {error}"
    except Exception as error:  # whatever is wrong with a page, the verdict must not be lost
        page, missing = None, f"no page is written, which is our own fault ({type(error).__name__}: {error!s:.200})"
    shown = os.path.relpath(page).replace(os.sep, "/") if page else None
    return replace(
        report,
        summary={**report.summary, "report": shown},
        notices=(*report.notices, *([missing] if missing else [])),
        closing=(*report.closing, *([f"Report: {shown}"] if shown else [])),
    )


def _write(verdict: Verdict, record: Record, path: Path) -> Path:
    report, root = verdict.report, verdict.root
    settings = load_settings(root)
    parallel = report.summary.get("parallel")
    safe = str(parallel.get("safe", "")) if isinstance(parallel, dict) else ""
    run = Run(record, path.stem, report.groups, " ".join(report.opening), safe, report.notices)
    page = place_of_page(root)
    write_page(page_data(gather(run, root, settings, place_of(root, settings, os.environ)).sources), page)
    return page
