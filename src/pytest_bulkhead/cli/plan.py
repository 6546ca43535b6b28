"""`bulkhead plan`: groups that keep racing tests apart, and only them."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from pytest_bulkhead.audit.told_again import find_record, records_near, root_of
from pytest_bulkhead.errors import RecordError, UsageError
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.plan_file import PLAN_FILE, Plan, plan_path, read_plan, write_plan
from pytest_bulkhead.planning.from_record import Seen, seen
from pytest_bulkhead.planning.sites import Sites
from pytest_bulkhead.planning.telling import FORMATS, Told
from pytest_bulkhead.record.reading import Record, read_record
from pytest_bulkhead.settings import load_settings

SUMMARY = "group the tests that race, so that the rest can run in parallel"

_EPILOG = f"""\
Reads a run that followed who touches what (bulkhead audit -n 0), and writes {PLAN_FILE}, made to be committed. The
pytest plugin reads it: pytest -n auto --dist loadgroup keeps the groups together.
Exit status: 0 planned, 1 --diff shows changes, 2 no such run, a broken one, or tests that cannot be grouped so, 3 our
own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead plan` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "record", nargs="?", default="", metavar="RUN", help="a record's path, or a run's identity (the latest of use)"
    )
    parser.add_argument("path", nargs="?", default="", metavar="PATH", help="the project (the current folder)")
    parser.add_argument(
        "-o", dest="file", metavar="FILE", help=f"where the plan goes (the settings' plan, or {PLAN_FILE})"
    )
    parser.add_argument("--write", action="store_true", help="mark the tests in their files instead, with xdist_group")
    parser.add_argument("--diff", action="store_true", help="with --write: show the changes, and write nothing")
    parser.add_argument("--output-format", choices=FORMATS, default="full", help="how the plan is told (full)")


def run(options: argparse.Namespace) -> int:
    """Plan from a run, write the plan, and tell what it means."""
    if options.diff and not options.write:
        raise UsageError("--diff shows what --write would change. Name --write, too.")
    if options.file and options.write:
        raise UsageError("--write marks the tests, and makes no file: no -o with it.")
    run, folder = options.record, options.path
    if not folder and Path(run).is_dir() and run:
        run, folder = "", run
    path, record = _record(run, Path(folder))
    root = root_of(record, path)
    settings = load_settings(root)
    usual = plan_path(settings.plan, settings.root or root)
    known = read_plan(usual) if usual.exists() else None
    shown = os.path.relpath(path).replace(os.sep, "/")
    sites = Sites(root)
    what = seen(record, shown, sites, settings.harmless, known)
    return _mark(options, what, shown, sites) if options.write else _write_file(options, what, shown, usual)


def _mark(options: argparse.Namespace, what: Seen, run: str, sites: Sites) -> int:
    from pytest_bulkhead.planning.marking import mark, told

    forecast = what.forecast(sites.alike(what.near))
    marking = mark(forecast, what.marked, sites)
    if options.diff:
        from pytest_bulkhead.outputs.unified_diff import unified_diff

        for change in marking.changes:
            sys.stdout.write(unified_diff(change.shown, *change.texts))
        for line in told(marking):
            print(f"bulkhead: {harmless(line)}", file=sys.stderr)
        return int(bool(marking.changes))
    marking.write()
    functions, files = marking.functions, len(marking.changes)
    written = (
        f"Marked {functions} test function{'s' * (functions != 1)} in {files} file{'s' * (files != 1)}. "
        "`pytest -n auto --dist loadgroup` keeps the groups together."
        if marking.changes
        else "No mark is missing."
    )
    notices = (*what.notices, *told(marking))
    sys.stdout.write(FORMATS[options.output_format](Told(forecast, run, written, notices)))
    return UsageError.exit_status if marking.refused else 0


def _record(run: str, folder: Path) -> tuple[Path, Record]:
    """The run that is meant; where none is named, the latest that is of use, else the latest."""
    if not run:
        for path in reversed(records_near(folder)):
            with contextlib.suppress(RecordError):
                record = read_record(path)
                if record.is_followed:
                    return path, record
    path = find_record(run, folder)
    return path, read_record(path)


def _write_file(options: argparse.Namespace, what: Seen, run: str, usual: Path) -> int:
    forecast = what.forecast()
    target = Path(options.file) if options.file else usual
    written = _written(forecast.plan, target, is_usual=os.path.abspath(target) == os.path.abspath(usual))
    sys.stdout.write(FORMATS[options.output_format](Told(forecast, run, written, what.notices)))
    return 0


def _written(plan: Plan, target: Path, *, is_usual: bool) -> str:
    if not plan.groups and not target.exists():
        return "No plan is written."
    write_plan(plan, target)
    shown = os.path.relpath(target).replace(os.sep, "/")
    if not is_usual:
        return f'Written to {shown}, which the plugin reads once the settings say plan = "{shown}".'
    return f"Written to {shown}. `pytest -n auto --dist loadgroup` keeps the groups together."
