"""`bulkhead drill`: violations seeded in copies of a project, and which layer catches them."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from pytest_bulkhead.drill.drill import Bounds, drill, keep_scorecard
from pytest_bulkhead.drill.scorecard.document import render_json
from pytest_bulkhead.drill.scorecard.markdown import render_markdown
from pytest_bulkhead.drill.scorecard.text import render_text
from pytest_bulkhead.outputs.style import Style

SUMMARY = "seed violations in copies of a project: which layer catches what?"

_MOST = 200
_EPILOG = """\
Makes mutants of the project's own tests, and lays seeds of every hazard among them, always in copies. The scorecard is
kept in .bulkhead/drill.json. A drill that is interrupted, or runs out of time, is gone on with by the same command.
Exit status: 0 nothing survived and no false alarm, 1 survivors or false alarms, 2 wrong use, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead drill` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a project (.)")
    parser.add_argument(
        "--max", dest="most", type=_whole, default=_MOST, metavar="N", help=f"examine so many mutants at most ({_MOST})"
    )
    parser.add_argument("--minutes", type=_minutes, default=0.0, metavar="M", help="begin with no more after so long")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="decides which mutants are chosen (1)")
    parser.add_argument("--python", metavar="EXE", help="the interpreter that has the suite's packages")
    parser.add_argument(
        "--output-format", choices=("full", "json", "markdown"), default="full", help="full unless given"
    )


def run(options: argparse.Namespace) -> int:
    """Drill the project, keep the scorecard, and print it."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    progress = _Progress()
    bounds = Bounds(options.most, options.minutes, options.seed)
    try:
        card = drill(Path(options.path), python=options.python, bounds=bounds, say=progress.say)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("interrupted; what was found out is kept, and the same command goes on") from None
    finally:
        progress.clear()
    if problem := keep_scorecard(Path(options.path), render_json(card)):
        print(f"bulkhead: {problem}", file=sys.stderr)
    if options.output_format == "json":
        sys.stdout.write(render_json(card))
    elif options.output_format == "markdown":
        sys.stdout.write(render_markdown(card))
    else:
        sys.stdout.write(render_text(card, Style.of(sys.stdout)))
    return 1 if card.survivors or card.false_alarms else 0


def _whole(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"a number of mutants above 0 is wanted, not {text!r}")
    return int(text)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"a number of minutes above 0 is wanted, not {text!r}")
    return minutes


def _as_interrupt(signum: int, frame: FrameType | None) -> None:
    """A request to end is one to the examinations, too, which would otherwise go on without us."""
    raise KeyboardInterrupt


class _Progress:
    """A line on the terminal that tells how far the drill is."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[Kbulkhead: {text}, {time.monotonic() - self._began:.0f} s")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
