"""`bulkhead history`: every run remembered."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from pytest_bulkhead.alerting import action as alerting
from pytest_bulkhead.audit.suite import find_suite
from pytest_bulkhead.audit.told_again import records_near
from pytest_bulkhead.errors import BulkheadError, UsageError
from pytest_bulkhead.history.extra import require_history
from pytest_bulkhead.history.place import VARIABLE, place_of
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.quarantine.entry import today
from pytest_bulkhead.quarantine.file import read_quarantine
from pytest_bulkhead.quarantine.place import quarantine_path
from pytest_bulkhead.record.provenance import ci_of, labels_of
from pytest_bulkhead.settings import Settings, load_settings

SUMMARY = "remember runs: take them in, tell what is flaky or slower, hand them on, forget the old ones"

_DAY = 24 * 60 * 60
_SHOWN = 10
_EPILOG = f"""\
Where: --store, else the variable {VARIABLE}, else `history` in the settings, else .bulkhead/history.sqlite below the
project. PostgreSQL: postgresql://user@host/database, with the extra [postgres].
Exit status: 0 done, 1 there are new alerts, 2 a file that is foreign or broken, a store that cannot be used, wrong use,
3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead history` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    _add_ingest(_action(actions, "ingest", "take in run records, JUnit XML and logs of pytest-reportlog, each once"))
    _action(actions, "status", "how much is remembered, and what is to be seen in it")
    told = "what is new: tests that are flaky, broken, slower or larger; ends with 1 if anything is"
    alerting.add_arguments(_action(actions, "alerts", told, tuple(alerting.FORMATS)))
    prune = _action(actions, "prune", "forget what is old")
    prune.add_argument(
        "--keep", type=_days, metavar="DAYS", help="how many days stay (the settings' history-keep, else no default)"
    )
    export = _action(actions, "export", "write Parquet files, a folder for each day")
    export.add_argument("--parquet", required=True, metavar="DIR", help="where to; made where it is missing")
    export.add_argument("--days", type=_days, metavar="DAYS", help="only so many days back (all)")


def run(options: argparse.Namespace) -> int:
    """Do what is asked of the store."""
    require_history()
    if not options.path:
        raise UsageError("PATH is empty. Name the project; a full stop is the current folder.")
    root = find_suite(Path(options.path)).root
    settings = load_settings(root)
    place = place_of(root, settings, os.environ, options.store or "")
    if options.action == "alerts":
        return _alerts(options, settings, root, place)
    done, status = _ACTIONS[options.action](options, settings, root, place)
    if options.output_format == "json":
        sys.stdout.write(machine_json({"version": 1, "tool": TOOL, **done["json"]}))
    else:
        sys.stdout.writelines(f"{harmless(line)}\n" for line in done["text"])
    return status


def _action(actions: Any, name: str, told: str, formats: tuple[str, ...] = ("full", "json")) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=told, description=told)
    parser.add_argument("--path", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("--store", metavar="PLACE", help="a file, or postgresql://user@host/database")
    parser.add_argument("--output-format", choices=formats, default="full", help="full unless given")
    return parser


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="with gzip or without (the project's run records)")
    parser.add_argument(
        "--run", dest="of_run", default="", metavar="NAME", help="the run that all of them are parts of"
    )
    parser.add_argument("--revision", default="", metavar="REV", help="of the version control")
    parser.add_argument("--branch", default="", metavar="NAME", help="likewise")
    parser.add_argument("--environment", default="", metavar="NAME", help="what runs are compared within")
    parser.add_argument("--label", action="append", default=[], metavar="NAME=VALUE", help="can be given several times")


def _ingest(options: argparse.Namespace, settings: Settings, root: Path, place: str) -> tuple[dict[str, Any], int]:
    from pytest_bulkhead.history.ingesting import Ingest
    from pytest_bulkhead.history.pruning import prune
    from pytest_bulkhead.history.sources.part import Given
    from pytest_bulkhead.history.store import open_store

    labels = labels_of(",".join(options.label))
    given = Given(options.of_run, options.revision, options.branch, options.environment, labels, ci_of(os.environ))
    paths = [Path(name) for name in options.files] or records_near(Path(options.path))
    if not paths:
        raise UsageError(
            f"There are no run records of {os.path.relpath(root)}. Run pytest with the plugin, or name files."
        )
    taken, problems = [], []
    with open_store(place) as store:
        ingest = Ingest(store, given)
        for path in paths:
            try:
                taken.append(ingest.take(path))
            except BulkheadError as error:
                problems.append({"path": str(path), "message": str(error)})
        if settings.history_keep:
            prune(store, _before(settings.history_keep), compacts=False)
        shown = store.place
    new = sum(one.fate.value != "known" for one in taken)
    attempts = sum(one.attempts for one in taken)
    for problem in problems:
        print(f"bulkhead: {harmless(problem['message'])}", file=sys.stderr)
    known = f", {len(taken) - new} known already" if new < len(taken) else ""
    text = [f"{_counted(new, 'file')} taken into {shown} with {_counted(attempts, 'attempt')}{known}."]
    files = [{"path": str(one.path), "fate": one.fate.value, "attempts": one.attempts} for one in taken]
    summary = {"files": len(paths), "new": new, "attempts": attempts, "refused": len(problems)}
    told = {"json": {"files": files, "refused": problems, "summary": summary}, "text": text}
    return told, UsageError.exit_status if problems else 0


def _status(options: argparse.Namespace, settings: Settings, root: Path, place: str) -> tuple[dict[str, Any], int]:
    from pytest_bulkhead.history.flaky.judging import State
    from pytest_bulkhead.history.status import status_of
    from pytest_bulkhead.history.status_document import status_document
    from pytest_bulkhead.history.store import open_store

    quarantine, day = read_quarantine(quarantine_path(settings.root, root)), today()
    with open_store(place, creates=False) as store:
        status = status_of(store, settings, root)
        document = status_document(status, store.place, quarantine, day)
    text = _told(document["summary"], [*status.of(State.BROKEN), *status.of(State.FLAKY)])
    return {"json": document, "text": chain(text, filter(None, [quarantine.debt(day)]))}, 0


def _alerts(options: argparse.Namespace, settings: Settings, root: Path, place: str) -> int:
    from pytest_bulkhead.history.store import open_store

    with open_store(place, creates=False) as store:
        return alerting.run(options, settings, root, store)


def _prune(options: argparse.Namespace, settings: Settings, root: Path, place: str) -> tuple[dict[str, Any], int]:
    from pytest_bulkhead.history.pruning import prune
    from pytest_bulkhead.history.store import open_store

    keep = options.keep or settings.history_keep
    if not keep:
        raise UsageError('Nothing says how long runs are remembered: name --keep, or set history-keep = "180 days".')
    with open_store(place, creates=False) as store:
        gone = prune(store, _before(keep))
        shown = store.place
    text = f"{_counted(gone.shards, 'part')} of runs with {_counted(gone.attempts, 'attempt')} forgotten in {shown}."
    return {"json": {"summary": {"shards": gone.shards, "attempts": gone.attempts}}, "text": [text]}, 0


def _export(options: argparse.Namespace, settings: Settings, root: Path, place: str) -> tuple[dict[str, Any], int]:
    from pytest_bulkhead.history.exporting import export
    from pytest_bulkhead.history.store import open_store

    if not options.parquet:
        raise UsageError("--parquet is empty. Name the folder that the files go to.")
    with open_store(place, creates=False) as store:
        done = export(store, Path(options.parquet), _before(options.days) if options.days else 0)
    text = f"{_counted(done.attempts, 'attempt')} of {_counted(done.days, 'day')} written below {options.parquet}."
    return {"json": {"summary": {"days": done.days, "attempts": done.attempts}}, "text": [text]}, 0


def _told(summary: dict[str, Any], tests: list[Any]) -> Iterator[str]:
    span = f", {summary['first']} to {summary['last']}" if summary["first"] else ""
    runs, attempts = _counted(summary["runs"], "run"), _counted(summary["attempts"], "attempt")
    yield f"{runs} of {_counted(summary['tests'], 'test')}, {attempts}{span}, in {summary['store']}"
    yield f"{summary['broken']} broken, {summary['flaky']} flaky, {_counted(summary['alerts'], 'alert')}"
    if summary["findings"]:
        new = f", {summary['new_findings']} of them for the first time" if summary["new_findings"] else ""
        yield f"{_counted(summary['findings'], 'finding')} in its runs{new}; --output-format json tells since when each"
    for one in tests[:_SHOWN]:
        rate = one.verdict.rate
        wasted = f", {one.cost.wasted / 1e6:.0f} s wasted" if one.cost.wasted >= 1e6 else ""
        yield f"  {one.state.value:6}  {one.test}: fails in {rate.mean:.1%} of runs{wasted}"
        for cause in one.causes[:1]:
            yield f"          {cause.why.value}: {cause.told}{f' (seen {cause.seen.told})' if cause.seen else ''}"
    if len(tests) > _SHOWN:
        yield f"  and {len(tests) - _SHOWN} more: --output-format json tells all"


def _days(text: str) -> int:
    days = int(text) if text.isdecimal() and len(text) < 6 else 0
    if not days:
        raise argparse.ArgumentTypeError(f"a number of days above 0 is wanted, not {text!r}")
    return days


def _before(days: int) -> int:
    return int((time.time() - days * _DAY) * 1_000_000)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


_ACTIONS = {"ingest": _ingest, "status": _status, "prune": _prune, "export": _export}
