"""`bulkhead check`: the static layer by itself."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bulkhead.checker.baselined import DEFAULT_BASELINE, take_off
from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.errors import NoTestCodeError, OurFaultError, UsageError
from pytest_bulkhead.findings import Applicability, Finding
from pytest_bulkhead.hazards.hazard import Profile, Severity
from pytest_bulkhead.outputs.format import Group, Report, find_format, format_names
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.settings import PROFILES, Settings, load_settings

if TYPE_CHECKING:
    from pytest_bulkhead.checker.mending import Mended

SUMMARY = "look at test code, without running it, for what its tests share"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("paths", nargs="*", metavar="PATHS", help="files and folders; the current folder when none")
    what = parser.add_argument_group("what is looked for")
    what.add_argument(
        "--select", metavar="NAMES", help="look for these only: codes, slugs, beginnings of codes (BH1), or ALL"
    )
    what.add_argument("--extend-select", metavar="NAMES", help="look for these, too")
    what.add_argument("--ignore", metavar="NAMES", help="do not look for these")
    what.add_argument("--profile", choices=PROFILES, help="which hazards are looked for when none are named")
    what.add_argument("--isolated", action="store_true", help="read no settings")
    what.add_argument(
        "--test-code-only", action="store_true", help="pass over named files that pytest and its tests do not use"
    )
    what.add_argument(
        "--stdin-filename", metavar="PATH", help="check standard input as if it were this file, saved or not"
    )
    what.add_argument("--allow-no-files", action="store_true", help="finding no test code at all is no error")
    known = parser.add_argument_group("what is tolerated")
    known.add_argument("--baseline", metavar="FILE", help="tolerate what this file counts")
    change = known.add_mutually_exclusive_group()
    change.add_argument(
        "--create-baseline", action="store_true", help=f"write what is found into the baseline ({DEFAULT_BASELINE})"
    )
    change.add_argument("--prune-baseline", action="store_true", help="take out of the baseline what is gone")
    change.add_argument("--suppress", metavar="REASON", help="add a comment with this reason to each finding's line")
    mend = parser.add_argument_group("what is mended")
    mend.add_argument("--fix", action="store_true", help="apply the fixes that change nothing but isolation")
    mend.add_argument("--unsafe-fixes", action="store_true", help="count and apply also those that want a look")
    mend.add_argument("--diff", action="store_true", help="show what the fixes would change, and write nothing")
    told = parser.add_argument_group("what is told")
    told.add_argument("--output-format", default="full", metavar="FORMAT", help=" | ".join(format_names()))
    told.add_argument("--statistics", action="store_true", help="tell only how many there are of each hazard")
    told.add_argument("--show-files", action="store_true", help="tell only which files would be checked")
    told.add_argument("--show-settings", action="store_true", help="tell only which settings hold, and from where")
    told.add_argument("--exit-zero", action="store_true", help="end with 0 although there are findings")
    told.add_argument("--no-cache", action="store_true", help="look at every file, and remember nothing")
    told.add_argument("--cache-dir", metavar="DIR", help="where to remember (.bulkhead/cache in each project)")
    told.add_argument("--watch", action="store_true", help="check again whenever a file changes")


def run(options: argparse.Namespace) -> int:
    """Check, print, and tell by the status whether there are errors."""
    paths = options.paths or ["."]
    if options.stdin_filename is not None and (options.paths or options.watch or options.suppress is not None):
        raise UsageError(
            "--stdin-filename stands for the one file that is checked: no paths, --watch or --suppress with it."
        )
    if options.stdin_filename is not None and Path(options.stdin_filename).is_dir():
        raise UsageError(f"--stdin-filename wants the name of a file, and {options.stdin_filename!r} is a folder.")
    if options.diff and (options.create_baseline or options.prune_baseline or options.suppress is not None):
        raise UsageError("--diff writes nothing: no --create-baseline, --prune-baseline or --suppress with it.")
    settings = _settings(options, options.stdin_filename or paths[0])
    if options.show_settings:
        from pytest_bulkhead.outputs.settings_text import settings_text

        sys.stdout.write(settings_text(settings))
        return 0
    if options.watch:
        return _watch(options, settings, paths)
    if options.stdin_filename is not None:
        return _check_stdin(options, settings)
    return _check(options, settings, paths)


def _check_stdin(options: argparse.Namespace, settings: Settings) -> int:
    """Check what an editor holds; with `--fix` its fixed text is printed, and the findings go to standard error."""
    from pytest_bulkhead.checker.source.source import reading_instead

    path = os.path.abspath(options.stdin_filename)
    data = sys.stdin.buffer.read()
    with reading_instead({path: data}):
        if not options.fix:
            return _check(options, settings, [path])
        from pytest_bulkhead.checker.mending import mend_paths

        mended = mend_paths([path], settings, unsafe=options.unsafe_fixes)
    sys.stdout.buffer.write(next((change.after for change in mended.changes), data))
    render = find_format(options.output_format)
    sys.stderr.write(render(_report(mended.result, options), Style.of(sys.stderr)))
    if _has_problems(mended.result):
        return UsageError.exit_status
    return int(any(finding.severity is Severity.ERROR for finding in mended.result.findings) and not options.exit_zero)


def _check(options: argparse.Namespace, settings: Settings, paths: list[str]) -> int:
    render = find_format(options.output_format)
    style = Style.of(sys.stdout)
    try:
        if (options.fix or options.diff) and not options.show_files:
            from pytest_bulkhead.checker.mending import mend_paths

            unsafe, only = options.unsafe_fixes, options.test_code_only
            mended = mend_paths(paths, settings, unsafe=unsafe, test_code_only=only, processes=None)
            if options.diff:
                return _show(mended, options)
            mended.write()
            result = mended.result
        else:
            only, cache = options.test_code_only, _cache(options)
            result = check_paths(paths, settings, test_code_only=only, processes=None, cache=cache)
    except NoTestCodeError:
        if not options.allow_no_files:
            raise
        result = CheckResult((), files=0, rules=0, suppressed=0, seconds=0.0)
    if options.show_files:
        sys.stdout.write("".join(f"{harmless(path)}\n" for path in result.paths))
        return 0
    if options.create_baseline or options.prune_baseline:
        _admit(result)  # a baseline must not be made of half of what there is
    if options.suppress is not None:
        from pytest_bulkhead.checker.tolerating import tolerate

        result = tolerate(result, _reason(options.suppress))
    result = take_off(result, settings, create=options.create_baseline, prune=options.prune_baseline)
    if options.statistics:
        from pytest_bulkhead.outputs.statistics import statistics

        sys.stdout.write(statistics(result.findings, style))
    else:
        sys.stdout.write(render(_report(result, options), style))
    if _has_problems(result):
        return UsageError.exit_status
    failed = any(finding.severity is Severity.ERROR for finding in result.findings) and not options.exit_zero
    if not (options.no_cache or options.isolated or options.watch or options.stdin_filename is not None):
        from pytest_bulkhead.checker.remembering import remember

        sys.stdout.flush()
        is_hook = options.test_code_only or os.environ.get("PRE_COMMIT") == "1"
        remember(result, settings, paths, is_hook=is_hook, stopped=failed)
    return int(failed)


def _cache(options: argparse.Namespace) -> str | None:
    if options.no_cache:
        return None
    return os.path.abspath(options.cache_dir) if options.cache_dir else ""


def _has_problems(result: CheckResult) -> bool:
    """Tell what went wrong beside the findings, whether by use or by us."""
    for problem in result.problems:
        print(f"bulkhead: {harmless(problem, lines=True)}", file=sys.stderr)
    _admit(result)
    return bool(result.problems)


def _admit(result: CheckResult) -> None:
    """Fail if there are files that could not be checked because of us, after all else is told."""
    if result.faults:
        sys.stdout.flush()
        raise OurFaultError("\n".join(result.faults))


def _watch(options: argparse.Namespace, settings: Settings, paths: list[str]) -> int:
    from pytest_bulkhead.checker.watching import changes

    folders = [str(settings.root)] if settings.root else paths
    _check(options, settings, paths)
    for changed in changes(folders):
        if sys.stdout.isatty():
            sys.stdout.write("\x1b[2J\x1b[H")
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        print(f"bulkhead: {harmless(os.path.relpath(changed[0]))}{more} changed", file=sys.stderr)
        _check(options, _settings(options, paths[0]), paths)
        sys.stdout.flush()
    return 0


def _settings(options: argparse.Namespace, start: str) -> Settings:
    settings = Settings() if options.isolated else load_settings(Path(start))
    if options.profile:
        settings = settings._replace(profile=Profile(options.profile))
    if options.select is not None:
        select = _names(options.select)
        if not select:
            raise UsageError("--select names nothing. Give it codes or slugs, separated by commas, or leave it out.")
        settings = settings._replace(select=select, extend_select=())
    if options.baseline:
        settings = settings._replace(baseline=Path(options.baseline))
    if options.extend_select:
        settings = settings._replace(extend_select=(*settings.extend_select, *_names(options.extend_select)))
    if options.ignore:
        settings = settings._replace(ignore=(*settings.ignore, *_names(options.ignore)))
    return settings


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or "#" in reason:
        raise UsageError("--suppress wants a reason, in words and without a #: it becomes part of the comment.")
    return reason


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _report(result: CheckResult, options: argparse.Namespace) -> Report:
    by_code = Counter(finding.code for finding in result.findings)
    summary = {
        "files": result.files,
        "rules": result.rules,
        "findings": len(result.findings),
        "by_code": dict(sorted(by_code.items())),
        "suppressed": result.suppressed,
        "fixable": len([finding for finding in result.findings if _can_be_fixed(finding, options)]),
        "fixed": result.fixed,
        "seconds": round(result.seconds, 3),
    }
    closing = (*_about_fixes(result, options), _closing(result))
    return Report((Group("", result.findings),), summary, closing=closing, notices=result.notices)


def _can_be_fixed(finding: Finding, options: argparse.Namespace) -> bool:
    return finding.fix is not None and (options.unsafe_fixes or finding.fix.applicability is Applicability.SAFE)


def _about_fixes(result: CheckResult, options: argparse.Namespace) -> Iterator[str]:
    """What was fixed, and what could be."""
    remaining = len(result.findings)
    if options.fix:
        yield f"{result.fixed + remaining} found, {result.fixed} fixed, {remaining} remaining"
    fixable = sum(_can_be_fixed(finding, options) for finding in result.findings)
    more = sum(finding.fix is not None for finding in result.findings) - fixable
    if fixable and not options.fix:
        also = f" ({more} more with --unsafe-fixes)" if more else ""
        yield f"[*] {fixable} fixable with --fix{also}"
    elif more:
        yield f"{more} more fixable with --fix --unsafe-fixes"


def _show(mended: Mended, options: argparse.Namespace) -> int:
    """Print what would change; nothing is written."""
    from pytest_bulkhead.outputs.unified_diff import unified_diff

    for change in mended.changes:
        sys.stdout.write(unified_diff(change.shown, *change.texts))
    result = mended.result
    count = f"{result.fixed} of {result.fixed + len(result.findings)} findings"
    print(f"bulkhead: this would fix {count}" if mended.changes else "bulkhead: nothing would change", file=sys.stderr)
    if _has_problems(result):
        return UsageError.exit_status
    return int(bool(mended.changes) and not options.exit_zero)


def _closing(result: CheckResult) -> str:
    count = len(result.findings)
    text = (
        f"{result.files} file{'s' * (result.files != 1)}, {result.rules} rule{'s' * (result.rules != 1)}, "
        f"{count} finding{'s' * (count != 1)} in {result.seconds:.2f} s"
    )
    return f"{text}, {result.suppressed} suppressed" if result.suppressed else text
