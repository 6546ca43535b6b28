"""`bulkhead init`: settings, a hook, a CI job, fixtures, meta-tests and a guide, shown before they are written."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.outputs.unified_diff import unified_diff
from pytest_bulkhead.scaffold.initialising import Plan, plan
from pytest_bulkhead.scaffold.ledger import read_ledger
from pytest_bulkhead.scaffold.look import look
from pytest_bulkhead.scaffold.project import CI_SYSTEMS, Project
from pytest_bulkhead.scaffold.registry import parts
from pytest_bulkhead.scaffold.starting import TEMPLATES, start
from pytest_bulkhead.scaffold.undoing import Undoing, take_back, undoing
from pytest_bulkhead.scaffold.writing import write

SUMMARY = "settings, hook, CI job, meta-tests and guide for a project: shown as a diff, written with your consent"

_EPILOG = """\
What there is stays; a second run changes nothing. What was written is kept in .bulkhead/init.json of this clone, by
which --undo takes it back, but for what you have changed since.
Exit status: 0 nothing is left to do, 1 something would be written and was not, or --undo had to leave something,
2 wrong use, or a file that nothing can be put into, 3 our own fault.
"""
_KINDS = {True: "create", False: "change"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead init` takes."""
    known = "\n".join(f"  {name:<13} {summary}" for name, summary in parts().items())
    parser.epilog = f"PARTS, with commas between:\n{known}\n\n{_EPILOG}"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project (.)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="write it (on a terminal, you are asked)")
    how.add_argument("--diff", action="store_true", help="show it only")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--only", metavar="PARTS", help="write these only")
    what.add_argument("--without", metavar="PARTS", default="", help="leave these out")
    what.add_argument("--undo", action="store_true", help="take back what was written")
    what.add_argument(
        "--template", choices=sorted(TEMPLATES), help="begin a test of an endpoint's access, or one after an incident"
    )
    parser.add_argument("--name", default="", help="of the endpoint or the incident")
    parser.add_argument("--ci", choices=(*CI_SYSTEMS, "none"), help="the CI that gets a job (the one that is in use)")
    parser.add_argument("--output-format", choices=("full", "json"), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Show what would be written or taken back, ask, and do it."""
    if options.name and not options.template:
        raise UsageError("--name is that of an endpoint or an incident: name the --template, too.")
    project = look(Path(options.path))
    if options.undo:
        return _undo(options, project)
    if options.ci:
        project = replace(project, ci=() if options.ci == "none" else (options.ci,))
    begun = options.template
    found = start(begun, project, options.name) if begun else plan(project, _wanted(options))
    if options.output_format == "full":
        sys.stdout.writelines(_shown(found, Style.of(sys.stdout)))
    agreed = bool(found.proposals) and not options.diff and (options.yes or _agreed(options, "Write all of this?"))
    if agreed:
        write(found.proposals, read_ledger(project.root, project.top), project.root, project.top)
    if options.output_format == "json":
        print(json.dumps(_document(found, written=agreed), ensure_ascii=True, indent=1))
    else:
        print(_told(found, written=agreed))
    for one in found.declined:
        print(f"bulkhead: {harmless(one.reason)}", file=sys.stderr)
    if found.hindered:
        return UsageError.exit_status
    return int(bool(found.proposals) and not agreed)


def _wanted(options: argparse.Namespace) -> list[str]:
    """The parts that are meant.

    Raises:
        UsageError: one of those that are named is none.
    """
    known = list(parts())
    named = [name.strip() for name in (options.only or options.without).split(",") if name.strip()]
    for name in named:
        if name not in known:
            raise UsageError(f"{name!r} is no part of what is written, which are {', '.join(known)}.")
    if options.only is not None:
        return named
    without = [*named, *(["ci"] if options.ci == "none" else [])]
    return [name for name in known if name not in without]


def _undo(options: argparse.Namespace, project: Project) -> int:
    ledger = read_ledger(project.root, project.top)
    what = undoing(ledger, project.root)
    if options.output_format == "full":
        for one in what.taken:
            sys.stdout.write(harmless(unified_diff(one.entry.path, one.before, one.after or ""), lines=True) + "\n")
    wanted = bool(ledger.entries) and not options.diff
    agreed = wanted and (options.yes or not what.taken or _agreed(options, "Take all of this back?"))
    if agreed:
        take_back(what, project.root)
    if options.output_format == "json":
        print(json.dumps(_undone(what, done=agreed), ensure_ascii=True, indent=1))
    elif not ledger.entries:
        print("Nothing is known to have been written here by `bulkhead init`.")
    elif agreed:
        print(f"{_files(len(what.taken))} taken back.")
    else:
        print(f"{_files(len(what.taken))} to take back. `bulkhead init --undo --yes` does it.")
    for _, reason in what.kept:
        print(f"bulkhead: {harmless(reason)}.", file=sys.stderr)
    return int(bool(what.kept) or (bool(ledger.entries) and not agreed))


def _agreed(options: argparse.Namespace, question: str) -> bool:
    if options.output_format != "full" or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _shown(found: Plan, style: Style) -> Iterator[str]:
    for one in found.proposals:
        yield f"{style.bold(harmless(one.shown))}: {harmless(one.why)}\n"
        yield harmless(unified_diff(one.shown, one.before or "", one.after), lines=True) + "\n\n"


def _told(found: Plan, *, written: bool) -> str:
    count = len(found.proposals)
    if not count:
        return "Nothing is missing here." if not found.declined else "Nothing to write."
    if written:
        return f"{_files(count)} written. `bulkhead init --undo` takes it back."
    return f"{_files(count)} to write. `bulkhead init --yes` does it."


def _files(count: int) -> str:
    return f"{count} file{'s' * (count != 1)}"


def _document(found: Plan, *, written: bool) -> dict[str, object]:
    changes = [
        {
            "path": one.shown,
            "part": one.part,
            "action": _KINDS[one.before is None],
            "why": one.why,
            "diff": unified_diff(one.shown, one.before or "", one.after),
        }
        for one in found.proposals
    ]
    declined = [{"part": one.part, "reason": one.reason} for one in found.declined]
    return {
        "version": 1,
        "tool": TOOL,
        "summary": {"files": len(changes), "written": written, "declined": len(declined)},
        "changes": changes,
        "declined": declined,
    }


def _undone(what: Undoing, *, done: bool) -> dict[str, object]:
    return {
        "version": 1,
        "tool": TOOL,
        "summary": {"files": len(what.taken), "taken_back": done, "kept": len(what.kept)},
        "changes": [{"path": one.entry.path, "action": _action(one.after)} for one in what.taken],
        "kept": [{"path": entry.path, "reason": reason} for entry, reason in what.kept],
        "gone": [entry.path for entry in what.gone],
    }


def _action(after: str | None) -> str:
    return "delete" if after is None else "change"
