"""`bulkhead findings`: what a run has found, in any output format."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_bulkhead.audit.told_again import tell_again
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import find_format, format_names
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style

SUMMARY = "tell again what a run has found, in any output format"

_EPILOG = """\
After `pytest -n auto` in CI: bulkhead findings --output-format github
Exit status: 0 nothing found, 1 findings, 2 no such record or a broken one, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead findings` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "record", nargs="?", default="", metavar="RUN", help="a record's path, or a run's identity (the latest)"
    )
    parser.add_argument("--output-format", default="full", metavar="FORMAT", help=" | ".join(format_names()))
    parser.add_argument("--exit-zero", action="store_true", help="end with 0 although there are findings")


def run(options: argparse.Namespace) -> int:
    """Print the findings, and tell by the status whether there are errors."""
    render = find_format(options.output_format)
    told = tell_again(options.record, Path())
    sys.stdout.write(render(told.report, Style.of(sys.stdout)))
    for problem in told.problems:
        print(f"bulkhead: {harmless(problem, lines=True)}", file=sys.stderr)
    if told.problems:
        return UsageError.exit_status
    failed = any(finding.severity is Severity.ERROR for finding in told.report.findings)
    return int(failed and not options.exit_zero)
