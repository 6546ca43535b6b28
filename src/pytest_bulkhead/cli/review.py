"""`bulkhead review`: what a change brings, and what its reviewer should ask."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.outputs.format import find_format, format_names
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.review.review import review
from pytest_bulkhead.review.telling import render
from pytest_bulkhead.settings import PROFILES, load_settings

SUMMARY = "what does this change bring, mend, tolerate, and what should its reviewer ask?"

_EPILOG = """\
On a pull request: bulkhead review --base main --output-format markdown
The change is all that has come since the branch parted from REV, uncommitted and new files included.
Exit status: 0 no error is brought, 1 one is, 2 wrong use (as a clone that is too shallow), 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead review` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project, or a part of it (.)")
    parser.add_argument(
        "--base", required=True, metavar="REV", help="a branch, tag or commit; one of `origin` where there is none here"
    )
    side = parser.add_mutually_exclusive_group()
    side.add_argument("--head", metavar="REV", help="review this revision, and not the files as they are")
    side.add_argument("--staged", action="store_true", help="review what is staged, and not the files as they are")
    parser.add_argument("--profile", choices=PROFILES, help="which hazards are looked for when none are named")
    parser.add_argument("--output-format", default="full", metavar="FORMAT", help=" | ".join(format_names()))
    parser.add_argument("--exit-zero", action="store_true", help="end with 0 although errors are brought")
    parser.add_argument("--no-cache", action="store_true", help="look at every file, and remember nothing")


def run(options: argparse.Namespace) -> int:
    """Review, print, and tell by the status whether errors are brought."""
    find_format(options.output_format)
    settings = load_settings(Path(options.path))
    if options.profile:
        settings = settings._replace(profile=Profile(options.profile))
    found = review(
        options.path,
        settings,
        options.base,
        head=options.head,
        staged=options.staged,
        cache=None if options.no_cache else "",
    )
    sys.stdout.write(render(found, options.output_format, Style.of(sys.stdout)))
    if found.problems:
        return UsageError.exit_status
    return int(bool(found.status) and not options.exit_zero)
