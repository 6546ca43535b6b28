"""`bulkhead doctor`: what is installed, found, reachable and in effect."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.doctor.examine import Diagnosis, examine
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.style import Style

SUMMARY = "what is installed, found, reachable and in effect here, and what to do where something is wrong"

_EPILOG = """\
It starts no server, runs no test, and changes nothing in the project; pytest is started once, and asked.
Exit status: 0 nothing is broken, 1 something is, 2 wrong use, 3 our own fault. A warning changes no status.
"""
_INDENT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead doctor` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("--python", metavar="EXE", help="the interpreter that has the project's packages")
    parser.add_argument("--output-format", choices=sorted(_RENDERERS), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Look, print, and tell by the status whether something is broken."""
    diagnosis = examine(Path(options.path), options.python)
    sys.stdout.write(_RENDERERS[options.output_format](diagnosis, Style.of(sys.stdout)))
    return diagnosis.status


def render_text(diagnosis: Diagnosis, style: Style) -> str:
    """For people at a terminal."""
    return "\n".join(_text(diagnosis, style)) + "\n"


def render_json(diagnosis: Diagnosis, style: Style) -> str:
    """One object: of each thing its lines, and how many there are of each state."""
    things = [
        {
            "thing": part.name,
            "title": part.title,
            "lines": [{**line._asdict(), "state": line.state.value} for line in part.lines],
        }
        for part in diagnosis.parts
    ]
    summary = {state.value: diagnosis.counts[state] for state in State}
    return machine_json({"version": 1, "tool": TOOL, "summary": summary, "things": things})


def _text(diagnosis: Diagnosis, style: Style) -> Iterator[str]:
    for part in diagnosis.parts:
        if part.lines:
            yield style.bold(part.title)
            for line in part.lines:
                yield from _line(line, style)
            yield ""
    counts = diagnosis.counts
    broken, warnings = counts[State.BROKEN], counts[State.WARNING]
    if broken:
        yield style.red(f"{broken} broken") + f", {warnings} warning{'s' * (warnings != 1)}."
    else:
        yield f"Nothing is broken, {warnings} warning{'s' * (warnings != 1)}."


def _line(line: Line, style: Style) -> Iterator[str]:
    signs = {State.FINE: "✓", State.NOTE: "·", State.WARNING: style.yellow("!"), State.BROKEN: style.red("✗")}
    origin = style.dim(f"  ({harmless(line.origin)})") if line.origin else ""
    first, *more = line.value.splitlines() or [""]
    yield f"  {signs[line.state]} {harmless(line.label):<{_INDENT}} {harmless(first)}{origin}"
    for told in more:
        yield f"    {'':<{_INDENT}} {style.dim('|')} {harmless(told)}"
    if line.remedy:
        yield f"    {'':<{_INDENT}} {style.dim('→')} {harmless(line.remedy)}"


_RENDERERS = {"full": render_text, "json": render_json}
