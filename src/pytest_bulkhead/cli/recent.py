"""`bulkhead recent`: recent work on isolation, from the history of git."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.progress import ProgressLine
from pytest_bulkhead.review.recent.history import recent
from pytest_bulkhead.review.recent.page import document, page
from pytest_bulkhead.settings import load_settings

SUMMARY = "what was brought and mended of late, and by which commit: a page of Markdown"

_EPILOG = """\
For a wiki or a weekly note: bulkhead recent --since 7d > isolation.md
Each commit is checked as it was before and after, by today's rules, and remembered for the next time.
Exit status: 0 told, 2 wrong use, 3 our own fault.
"""
_MOST = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead recent` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project, or a folder of it (.)")
    parser.add_argument(
        "--since", default="30d", metavar="TIME", help="days, weeks, months, years (30d, 8w, 6m, 1y) or a date (30d)"
    )
    parser.add_argument(
        "--max", dest="most", type=_number, default=_MOST, metavar="N", help=f"how many commits at most ({_MOST})"
    )
    parser.add_argument(
        "--output-format", choices=("markdown", "json"), default="markdown", help="markdown unless given"
    )
    parser.add_argument("--no-cache", action="store_true", help="look at every commit, and remember nothing")


def run(options: argparse.Namespace) -> int:
    """Look at the commits and print the page."""
    settings = load_settings(Path(options.path))
    progress = ProgressLine()
    try:
        found = recent(
            options.path,
            settings,
            since=options.since,
            most=options.most,
            keep=not options.no_cache,
            say=progress.say,
        )
    finally:
        progress.clear()
    sys.stdout.write(page(found) if options.output_format == "markdown" else machine_json(document(found)))
    return 0


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"a number from 1 is wanted, not {text!r}")
    return int(text)
