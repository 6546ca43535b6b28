"""`bulkhead verify`: the regression suite, run in the environment of a project."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.meta.files import NAME as META_TESTS
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.regression.telling import Told
from pytest_bulkhead.regression.verifying import REQUIRABLE, Verdict, verify

SUMMARY = "do compartments hold here? tests of this machine, its servers, this pytest and pytest-xdist"

TAKES_REST = True
_SHOWN = 3
_OUTCOMES = {"shown": "passed", "skipped": "skipped", "failed": "failed"}
_EPILOG = """\
What follows -- is handed to pytest, after our own arguments: bulkhead verify -- -k redis
Exit status: 0 shown, 1 something does not hold or is required and missing, 2 wrong use, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead verify` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("-n", dest="workers", metavar="N", help="workers: a number, 0, or auto (the project's choice)")
    parser.add_argument("--python", metavar="EXE", help="the interpreter that has the project's packages")
    parser.add_argument(
        "--require", default="", metavar="NAMES", help=f"what may not be missing, of {', '.join(REQUIRABLE)}"
    )
    parser.add_argument("--output-format", choices=sorted(_RENDERERS), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Run the suite and print what it has shown.

    Raises:
        UsageError: a name is not known, or the number of workers is none.
    """
    if options.workers not in (None, "auto") and not options.workers.isdecimal():
        raise UsageError(f"-n takes a number of workers or `auto`, not {options.workers!r}.")
    required = [name.strip() for name in options.require.split(",") if name.strip()]
    unknown = [name for name in required if name not in REQUIRABLE]
    if unknown:
        raise UsageError(f"--require knows no {unknown[0]!r}, only {', '.join(REQUIRABLE)}.")
    # A request to end is one to the suite, too, which would otherwise go on without us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    verdict = verify(
        Path(options.path),
        python=options.python,
        workers=options.workers,
        required=required,
        arguments=options.rest,
    )
    sys.stdout.write(_RENDERERS[options.output_format](verdict, Style.of(sys.stdout)))
    return verdict.status


def render_text(verdict: Verdict, style: Style) -> str:
    """For people at a terminal."""
    return "\n".join(_text(verdict, style)) + "\n"


def render_json(verdict: Verdict, style: Style) -> str:
    """One object: what was shown of each subject, what failed, what was skipped and why."""
    skipped = verdict.by_reason("skipped").items()
    document = {
        "version": 1,
        "tool": TOOL,
        "subjects": [{"subject": subject, **_counts(told)} for subject, told in verdict.subjects.items()],
        "failed": [{"test": one.test, "about": one.about, "message": one.reason} for one in verdict.of("failed")],
        "skipped": [{"reason": reason, "tests": [one.test for one in told]} for reason, told in skipped],
        "notices": list(verdict.notices),
        "summary": {
            **_counts(verdict.told),
            "python": verdict.interpreter.python,
            "pytest": verdict.interpreter.pytest,
            "xdist": verdict.interpreter.xdist,
        },
    }
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def _text(verdict: Verdict, style: Style) -> Iterator[str]:
    for subject, told in verdict.subjects.items():
        counts = _counts(told)
        yield f"{_sign(counts, style)} {subject}: {_in_words(counts)}"
    for reason, failed in verdict.by_reason("failed").items():
        yield ""
        for one in failed[:_SHOWN]:
            yield f"{style.red('does not hold')} {style.bold(harmless(one.test))}"
            if one.about and one.about not in reason:
                yield f"  {harmless(one.about)}"
        if len(failed) > _SHOWN:
            yield f"{style.red('does not hold')} and {len(failed) - _SHOWN} more, likewise"
        yield from (f"  {style.dim('|')} {harmless(line)}" for line in reason.splitlines())
    if verdict.of("skipped"):
        yield f"\n{style.yellow('Skipped here')}:"
    for reason, skipped in verdict.by_reason("skipped").items():
        yield f"  {len(skipped)} × {harmless(reason)}"
    yield ""
    yield f"{_in_words(_counts(verdict.told)).capitalize()}. {_conclusion(verdict)}"
    with_xdist = f", pytest-xdist {verdict.interpreter.xdist}" if verdict.interpreter.xdist else ", no pytest-xdist"
    yield style.dim(f"Python {verdict.interpreter.python}, pytest {verdict.interpreter.pytest}{with_xdist}")
    yield from (f"note: {harmless(notice)}" for notice in verdict.notices)


def _conclusion(verdict: Verdict) -> str:
    failed = verdict.of("failed")
    if failed and all(META_TESTS in one.test for one in failed):
        return "What watches over the compartments does not all stand."
    if failed:
        return "Where it does not hold, tests can reach into each other here."
    if not verdict.of("passed"):
        return "Nothing is known of this machine."
    if verdict.of("skipped"):
        return "What was shown holds; of the rest nothing is known."
    return "Compartments hold here."


def _sign(counts: dict[str, Any], style: Style) -> str:
    if counts["failed"]:
        return style.red("✗")
    return "✓" if counts["shown"] else style.yellow("·")


def _counts(told: Sequence[Told]) -> dict[str, Any]:
    outcomes = [one.outcome for one in told]
    return {name: outcomes.count(outcome) for name, outcome in _OUTCOMES.items()}


def _in_words(counts: dict[str, Any]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in _OUTCOMES if counts[name] or name == "shown")


_RENDERERS = {"full": render_text, "json": render_json}
