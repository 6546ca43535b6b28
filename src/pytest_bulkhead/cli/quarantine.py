"""`bulkhead quarantine`: flaky tests set apart, for a while."""

from __future__ import annotations

import argparse
import datetime
import difflib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.audit.suite import find_suite
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.kept_file import alone
from pytest_bulkhead.node_ids import file_of, names_of
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.quarantine.entry import Entry, problem_of, today
from pytest_bulkhead.quarantine.file import Quarantine, read_quarantine, write_quarantine
from pytest_bulkhead.quarantine.looking import problems_of
from pytest_bulkhead.quarantine.place import QUARANTINE_FILE, quarantine_path
from pytest_bulkhead.settings import load_settings

SUMMARY = "set flaky tests apart: they run, and fail no run until the day that is set"

_LONGEST = 366
_EPILOG = f"""\
The tests stand in {QUARANTINE_FILE} beside the settings, made to be committed; the pytest plugin reads it. From the day
after --until on, a test's failures count again, and every run says so.
Exit status: 0 done, 1 `check` finds entries that are overdue or gone, 2 wrong use, or a file that is broken, 3 our own
fault.
"""


class _Project(NamedTuple):
    root: Path
    path: Path
    quarantine: Quarantine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead quarantine` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    add = _action(actions, "add", "set a test apart")
    add.add_argument(
        "test", metavar="TEST", help="its id; one without brackets stands for all parameters of a function"
    )
    add.add_argument("--owner", required=True, metavar="WHO", help="who mends it")
    add.add_argument(
        "--until", required=True, type=_day, metavar="DAY", help='the last day: 2026-12-31, or "30 days" from today'
    )
    add.add_argument("--ticket", required=True, metavar="TICKET", help="where it is talked about")
    add.add_argument("--reason", default="", metavar="WHY", help="what is known of why it fails")
    add.add_argument("--renew", action="store_true", help="change the entry of a test that is set apart already")
    remove = _action(actions, "remove", "let the failures of tests count again")
    remove.add_argument("tests", nargs="+", metavar="TEST", help="as they stand in the file")
    _action(actions, "list", "who is set apart, until when, and why")
    _action(actions, "check", "end with 1 if an entry is overdue, or its file gone")


def run(options: argparse.Namespace) -> int:
    """Change the file, or tell what is in it."""
    root = find_suite(Path(options.path)).root
    path = quarantine_path(load_settings(root).root, root)
    with alone(path.parent):
        project = _Project(root, path, read_quarantine(path))
        done, lines = _ACTIONS[options.action](options, project)
    entries, day = done.quarantine.entries, today()
    problems = list(problems_of(done.quarantine, root, day))
    if options.output_format == "json":
        document = {
            "version": 1,
            "tool": TOOL,
            "tests": [entry.to_json(day) for entry in entries],
            "problems": [one._asdict() for one in problems],
            "summary": {
                "file": str(path),
                "tests": len(entries),
                "overdue": sum(one.kind == "overdue" for one in problems),
                "gone": sum(one.kind == "gone" for one in problems),
            },
        }
        sys.stdout.write(machine_json(document))
    else:
        sys.stdout.writelines(f"{harmless(line)}\n" for line in lines)
    return int(options.action == "check" and bool(problems))


def _action(actions: Any, name: str, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=told, description=told)
    parser.add_argument("--path", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("--output-format", choices=("full", "json"), default="full", help="full unless given")
    return parser


def _add(options: argparse.Namespace, project: _Project) -> tuple[_Project, list[str]]:
    day = today()
    if problem := problem_of(options.test):
        raise UsageError(f"{options.test!r} {problem}.")
    test = _as_pytest_prints_it(options.test, project.root)
    file = file_of(test)
    if not (project.root / file).is_file():
        raise UsageError(f"There is no {file} below {project.root}. Give the id of the test as pytest prints it.")
    if options.until < day:
        raise UsageError(f"--until {options.until} is over. Name a day from {day} on.")
    if (options.until - day).days > _LONGEST:
        raise UsageError(f"--until {options.until} is more than a year away. Name an earlier day; --renew moves it.")
    known = project.quarantine.get(test)
    if known and not options.renew:
        raise UsageError(f"{test} is in quarantine already, {known.terms}. --renew changes that.")
    fields = {name: getattr(options, name).strip() for name in ("owner", "ticket", "reason")}
    try:
        entry = Entry.of(test, {**fields, "until": options.until, "since": (known and known.since) or day})
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    changed = project._replace(quarantine=project.quarantine.with_entry(entry))
    write_quarantine(changed.quarantine, project.path)
    lines = [f"{test} is in quarantine {entry.terms}.", f"Commit {project.path.name}."]
    name = names_of(test)[-1]
    if not re.search(rf"\b{re.escape(name)}\b", (project.root / file).read_text(encoding="utf-8", errors="replace")):
        print(f"bulkhead: {harmless(file)} does not speak of {harmless(name)}: is that its name?", file=sys.stderr)
    return changed, lines


def _remove(options: argparse.Namespace, project: _Project) -> tuple[_Project, list[str]]:
    known = [entry.test for entry in project.quarantine.entries]
    for test in options.tests:
        if test not in known:
            near = difflib.get_close_matches(test, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "`bulkhead quarantine list` tells who is."
            raise UsageError(f"{test} is not in quarantine. {hint}")
    changed = project._replace(quarantine=project.quarantine.without(options.tests))
    write_quarantine(changed.quarantine, project.path)
    return changed, [f"{test} is out of quarantine: its failures count again." for test in options.tests]


def _list(options: argparse.Namespace, project: _Project) -> tuple[_Project, list[str]]:
    return project, list(_told(project.quarantine, today()))


def _check(options: argparse.Namespace, project: _Project) -> tuple[_Project, list[str]]:
    problems = list(problems_of(project.quarantine, project.root, today()))
    debt = project.quarantine.debt(today()) or "no test in quarantine"
    return project, [f"{one.message}." for one in problems] or [f"{debt}: none is overdue, and no file is gone."]


def _told(quarantine: Quarantine, day: datetime.date) -> Iterator[str]:
    yield quarantine.debt(day) or "no test in quarantine"
    for entry in sorted(quarantine.entries, key=lambda one: one.until):
        state = "overdue" if entry.is_overdue(day) else f"{(entry.until - day).days} days left"
        yield f"  {state}: {entry.test}"
        yield f"    {entry.terms}" + (f", since {entry.since}" if entry.since else "")
        if entry.reason:
            yield f"    {entry.reason}"


def _as_pytest_prints_it(test: str, root: Path) -> str:
    """The id of a test whose file was named otherwise: from the top of the disk, by a detour, or with backslashes."""
    file, _, name = test.partition("::")
    if not (root / file).exists():
        file = file.replace("\\", "/")
    place = Path(os.path.normpath(root / file))
    for folder in (root, root.resolve()):
        if place.is_relative_to(folder):
            return f"{place.relative_to(folder).as_posix()}::{name}"
    raise UsageError(f"{file} is not below {root}. Give the id of the test as pytest prints it.")


def _day(text: str) -> datetime.date:
    if found := re.fullmatch(r"(\d{1,4}) days?", text.strip()):
        return today() + datetime.timedelta(days=int(found[1]))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'a day such as {today()}, or "30 days", is wanted, not {text!r}') from None


_ACTIONS = {"add": _add, "remove": _remove, "list": _list, "check": _check}
