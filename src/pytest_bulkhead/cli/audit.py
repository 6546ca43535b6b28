"""`bulkhead audit`: check and run, one ranked verdict."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from pytest_bulkhead.audit.suite import Chosen
from pytest_bulkhead.audit.verdict import audit
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.outputs.format import Render, Report, find_format, format_names
from pytest_bulkhead.outputs.progress import ProgressLine
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.report.after_audit import with_page
from pytest_bulkhead.review.choosing import choose
from pytest_bulkhead.settings import load_settings

SUMMARY = "check a suite and run it under the sensors: what do its tests share?"

TAKES_REST = True
_MINUTES = 5.0
_A_DAY = 24 * 60.0
_EPILOG = """\
What follows -- is handed to pytest, after our own arguments: bulkhead audit . -- -k fast --dist loadfile
A -n there wins over ours. Exit status: 0 nothing found, 1 findings or failed tests, 2 wrong use, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead audit` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.usage = (
        "bulkhead audit [PATH] [-n N] [--python EXE] [--changed BASE] [--confirm [--minutes M]] "
        "[--create-baseline] [--output-format FORMAT] [-- PYTEST ARGS]"
    )
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a project, or a part of its tests (.)")
    parser.add_argument(
        "-n",
        dest="workers",
        metavar="N",
        help="workers: a number, 0 for one process, or auto (the project's own choice, else auto)",
    )
    parser.add_argument(
        "--changed",
        metavar="BASE",
        help="only the test files that differ from this revision, and those that use what changes beside them",
    )
    parser.add_argument(
        "--create-baseline", action="store_true", help="tolerate from now on what is found now, of check and run"
    )
    parser.add_argument(
        "--confirm",
        action="store_true",
        help="put each race to the proof: have two of its tests meet at what they share, and show what fails then",
    )
    parser.add_argument(
        "--minutes", type=_minutes, metavar="M", help=f"how long --confirm goes on at most ({_MINUTES:g})"
    )
    parser.add_argument("--python", metavar="EXE", help="the interpreter that has the suite's packages")
    parser.add_argument(
        "--output-format", default="full", metavar="FORMAT", help=f"one of {', '.join(format_names())} (full)"
    )


def run(options: argparse.Namespace) -> int:
    """Audit the suite and print the verdict.

    Returns:
        0 when nothing was found, 1 when something was or tests failed, 2 when the suite could not be run.
    """
    if options.workers not in (None, "auto") and not options.workers.isdecimal():
        raise UsageError(f"-n takes a number of workers or `auto`, not {options.workers!r}.")
    if not options.path:
        raise UsageError("PATH is empty. Name a project or a part of its tests; a full stop is the current folder.")
    if options.minutes is not None and not options.confirm:
        raise UsageError("--minutes is the time for --confirm, which is not there.")
    if options.changed is not None and options.create_baseline:
        raise UsageError("--create-baseline tolerates all that there is, so it goes without --changed.")
    render = find_format(options.output_format)
    chosen = None
    if options.changed is not None:
        chosen = Chosen(*choose(options.path, load_settings(Path(options.path)), options.changed))
        if not chosen.run:
            return _nothing(chosen, options, render)
    progress = Progress()
    _end_with_us()
    try:
        verdict = audit(
            Path(options.path),
            python=options.python,
            workers=options.workers,
            arguments=options.rest,
            tick=progress.tick,
            create_baseline=options.create_baseline,
            minutes=(options.minutes or _MINUTES) if options.confirm else 0.0,
            say=progress.say,
            chosen=chosen,
        )
    except KeyboardInterrupt:
        seen = f"; what was seen until then is in {os.path.relpath(progress.record)}" if progress.record else ""
        raise KeyboardInterrupt(f"interrupted{seen}") from None
    finally:
        progress.clear()
    sys.stdout.write(render(with_page(verdict), Style.of(sys.stdout)))
    return verdict.status


def _nothing(chosen: Chosen, options: argparse.Namespace, render: Render) -> int:
    told = f"No test was run: none is touched by what differs from {options.changed}."
    report = Report((), {"findings": 0, "by_code": {}, "tests": 0}, opening=(told,), notices=chosen.notices)
    sys.stdout.write(render(report, Style.of(sys.stdout)))
    return 0


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < _A_DAY:
        raise argparse.ArgumentTypeError(f"a number of minutes above 0 is wanted, not {text!r}")
    return minutes


def _end_with_us() -> None:
    signal.signal(signal.SIGTERM, _as_interrupt)
    # A terminal that is closed tells us alone; under `nohup` it is not to matter.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _as_interrupt)


def _as_interrupt(signum: int, frame: FrameType | None) -> None:
    """A request to end is a request to end the suite, too, which would otherwise go on without us."""
    raise KeyboardInterrupt


class Progress(ProgressLine):
    """A line on the terminal that counts the tests as their results arrive in the record."""

    def __init__(self) -> None:
        super().__init__()
        self.record: Path | None = None
        self._read = 0
        self._tests = 0

    def tick(self, record: Path) -> None:
        """Look at what has been added to the record, and rewrite the line."""
        self.record = record
        if not self.shown:
            return
        try:
            with open(record, "rb") as file:
                file.seek(self._read)
                added = file.read()
        except OSError:
            added = b""
        self._read += len(added)
        self._tests += added.count(b'{"event":"test"')
        self.say(f"{self._tests} tests run")
