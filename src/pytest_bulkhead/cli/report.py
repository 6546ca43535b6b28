"""`bulkhead report`: one page of a run and of all that is remembered."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import webbrowser
from pathlib import Path
from typing import Any

from pytest_bulkhead.audit.suite import find_suite
from pytest_bulkhead.audit.told_again import find_record, records_near, root_of
from pytest_bulkhead.errors import RecordError, UsageError
from pytest_bulkhead.history.place import VARIABLE, place_of
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.report.data.sources import Run
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.extra import require_report
from pytest_bulkhead.report.gathering import gather, run_of_record
from pytest_bulkhead.report.writing import place_of_page, write_page
from pytest_bulkhead.settings import load_settings

SUMMARY = "write one page of a run and of all that is remembered: what to do first, and whether it gets better"

_OF_FINDING = ("id", "code", "path", "line", "message", "tests", "seen")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_EPILOG = f"""\
The page needs no network and no server: open it, send it, keep it with a build. Without RUN it is of the latest run.
What is remembered: --store, else the variable {VARIABLE}, else `history` in the settings, else
.bulkhead/history.sqlite below the project.
Without the extra [history], or where nothing is remembered, the page is of the one run alone.
Exit status: 0 written, 2 no such record, a place that cannot be written, wrong use, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead report` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "record", nargs="?", default="", metavar="RUN", help="a record's path, or a run's identity (the latest)"
    )
    parser.add_argument("--path", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("--output", metavar="FILE", help="where to (.bulkhead/report.html of the project)")
    parser.add_argument("--store", metavar="PLACE", help="a file, or postgresql://user@host/database")
    parser.add_argument(
        "--since",
        type=_days,
        metavar="TIME",
        help="review the time since then, such as 30d, 4w or 1m: what got better, worse, and was tolerated",
    )
    parser.add_argument("--open", action="store_true", help="show it in the browser")
    parser.add_argument("--output-format", choices=("full", "json"), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Write the page, and tell where it is."""
    require_report()
    if not options.path:
        raise UsageError("PATH is empty. Name the project; a full stop is the current folder.")
    if options.output == "":
        raise UsageError("--output is empty. Name the file that the page goes to.")
    folder = Path(options.path)
    root = find_suite(folder).root
    settings = load_settings(root)
    place = place_of(root, settings, os.environ, options.store or "")
    told: Run | None = None
    tolerated: dict[str, int] = {}
    if options.record or records_near(folder):
        path = find_record(options.record, folder)
        record = read_record(path)
        told, tolerated = run_of_record(record, path.stem, root_of(record, path), load_settings(root_of(record, path)))
    since = None if options.since is None else time.time() - options.since * 86_400
    gathered = gather(told, root, settings, place, tolerated=tolerated, since=since)
    if told is None and gathered.sources.past is None:
        raise RecordError(
            f"There is nothing to tell: no run record here or above, and {gathered.missing[0]}. Run `bulkhead audit`, "
            "or pytest with the plugin, or name a record by its path."
        )
    data = page_data(gathered.sources)
    page = Path(options.output) if options.output else place_of_page(root)
    write_page(data, page)
    _tell(options, page, told, data, gathered.missing)
    if options.open:
        webbrowser.open(page.resolve().as_uri())
    return 0


def _tell(
    options: argparse.Namespace, page: Path, told: Run | None, data: dict[str, Any], missing: tuple[str, ...]
) -> None:
    shown = os.path.relpath(page).replace(os.sep, "/")
    if options.output_format == "json":
        trends = data["trends"]
        summary = {
            "report": shown,
            "run": told.name if told else None,
            "tests": len(data["tests"]["name"]),
            "findings": sum(len(group["entries"]) for group in data["findings"]),
            "runs": trends["runs"] if trends else 0,
        }
        entries = [entry for group in data["findings"] for entry in group["entries"]]
        document = {
            "version": 1,
            "tool": TOOL,
            "first": data["first"],
            "findings": [{name: entry[name] for name in _OF_FINDING} for entry in entries],
            "notices": list(missing),
            "summary": summary,
        }
        sys.stdout.write(machine_json(document))
        return
    for notice in missing:
        print(f"bulkhead: {harmless(notice)}", file=sys.stderr)
    print(f"Report: {harmless(shown)}")


def _days(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,4})([dwmy]?)", text)
    days = int(match[1]) * _DAYS[match[2] or "d"] if match else 0
    if not days:
        raise argparse.ArgumentTypeError(f"a time such as 30d, 4w or 1m is wanted, not {text!r}")
    return days
