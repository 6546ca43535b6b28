"""`bulkhead check`: the static layer by itself."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Profile, Severity
from pytest_bulkhead.outputs.format import Group, Report, find_format, format_names
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.settings import PROFILES, Settings, load_settings

SUMMARY = "look at test code, without running it, for what its tests share"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("paths", nargs="*", metavar="PATHS", help="files and folders; the current folder when none")
    parser.add_argument(
        "--select", metavar="NAMES", help="look for these only: codes, slugs, beginnings of codes (BH1), or ALL"
    )
    parser.add_argument("--ignore", metavar="NAMES", help="do not look for these")
    parser.add_argument("--profile", choices=PROFILES, help="which hazards are looked for when none are named")
    parser.add_argument("--isolated", action="store_true", help="read no settings")
    parser.add_argument("--exit-zero", action="store_true", help="end with 0 although there are findings")
    parser.add_argument("--output-format", default="full", metavar="FORMAT", help=" | ".join(format_names()))


def run(options: argparse.Namespace) -> int:
    """Check, print, and tell by the status whether there are errors."""
    render = find_format(options.output_format)
    paths = options.paths or ["."]
    result = check_paths(paths, _settings(options, paths[0]))
    sys.stdout.write(render(_report(result), Style.of(sys.stdout)))
    failed = any(finding.severity is Severity.ERROR for finding in result.findings)
    return int(failed and not options.exit_zero)


def _settings(options: argparse.Namespace, start: str) -> Settings:
    settings = Settings() if options.isolated else load_settings(Path(start))
    if options.profile:
        settings = replace(settings, profile=Profile(options.profile))
    if options.select is not None:
        select = _names(options.select)
        if not select:
            raise UsageError("--select names nothing. Give it codes or slugs, separated by commas, or leave it out.")
        settings = replace(settings, select=select, extend_select=())
    if options.ignore:
        settings = replace(settings, ignore=(*settings.ignore, *_names(options.ignore)))
    return settings


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _report(result: CheckResult) -> Report:
    by_code = Counter(finding.code for finding in result.findings)
    summary = {
        "files": result.files,
        "rules": result.rules,
        "findings": len(result.findings),
        "by_code": dict(sorted(by_code.items())),
        "suppressed": result.suppressed,
        "seconds": round(result.seconds, 3),
    }
    return Report((Group("", result.findings),), summary, closing=(_closing(result),))


def _closing(result: CheckResult) -> str:
    count = len(result.findings)
    text = (
        f"{result.files} file{'s' * (result.files != 1)}, {result.rules} rule{'s' * (result.rules != 1)}, "
        f"{count} finding{'s' * (count != 1)} in {result.seconds:.2f} s"
    )
    return f"{text}, {result.suppressed} suppressed" if result.suppressed else text
