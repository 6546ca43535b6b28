"""From paths to findings: find the test code, parse what is worth it, walk each file once for all rules."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.checker.files.layout import find_root, shown
from pytest_bulkhead.checker.files.stamps import now
from pytest_bulkhead.checker.source.source import exists, read_instead
from pytest_bulkhead.checker.work.recalling import Recalling
from pytest_bulkhead.errors import NoTestCodeError, SuiteError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.settings import Settings

if TYPE_CHECKING:
    from pytest_bulkhead.checker.rule import Rule


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found, and what stood behind it.

    Args:
        findings: sorted, without those that a comment suppresses.
        files: how many files were looked at.
        rules: how many rules were in force.
        suppressed: how many findings a comment or the baseline tolerates.
        paths: the files that were looked at, as findings spell them.
        codes: the hazards that were looked for.
        notices: what a reader must know to judge the rest.
        problems: what could not be done as it was asked for; the rest was done.
        fixed: how many findings are gone because their fixes were applied.
        faults: files that could not be checked, with what went wrong with us.
    """

    findings: tuple[Finding, ...]
    files: int
    rules: int
    suppressed: int
    seconds: float
    paths: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    fixed: int = 0
    faults: tuple[str, ...] = ()


def check_paths(
    paths: Iterable[str | os.PathLike[str]],
    settings: Settings,
    *,
    rules: Sequence[Rule] | None = None,
    test_code_only: bool = False,
    processes: int | None = 1,
    cache: str | None = None,
    cwd: str | None = None,
) -> CheckResult:
    """Check files and folders.

    Args:
        paths: a file is checked whatever its name; of a folder, what pytest would collect.
        settings: what is looked for, and what is left out.
        rules: other rules than the registered ones and the project's own.
        test_code_only: pass over a named file that is no test code, or that the settings exclude.
        processes: how many check the files; None for as many as are worth it. Only a program that may be imported
            again by its child processes can have more than one.
        cache: the folder in which findings are kept for the next time; None for none, empty for one in each project.
        cwd: the absolute path of the folder that findings' paths are relative to; the working directory when None.

    Raises:
        SuiteError: a path does not exist.
        NoTestCodeError: there is no test code at all.
        OwnRuleError: a rule that the settings name cannot be loaded.
        UnknownHazardError: no hazard has any of the names that the settings select.
    """
    started = time.perf_counter()
    cwd = cwd or os.getcwd()
    discovery = Discovery(settings.exclude, str(settings.root or cwd))
    named = [os.path.abspath(path) for path in paths]
    asked = _by_project(named, discovery, test_code_only=test_code_only)
    since = now() if cache is not None and rules is None and not read_instead() else 0
    recalling = Recalling(asked, discovery, settings, cwd, cache or "", since)
    if not recalling.todo and not recalling.found:
        places = ", ".join(os.path.relpath(path) for path in named)
        raise NoTestCodeError(
            f"There is no test code in {places}: no file that pytest would collect by its name "
            "and that the settings do not exclude."
        )
    scope = recalling.scope
    faults: list[str] = []
    if recalling.todo or scope is None:
        from pytest_bulkhead.checker.work.examining import examine  # with all rules: not needed where all is remembered

        scope, faults = examine(recalling, settings, rules, processes)
    else:
        recalling.keep()
    return CheckResult(
        findings=_told_once([finding for findings, _ in recalling.found.values() for finding in findings]),
        files=len(recalling.found) + len(faults),
        rules=scope.rules,
        suppressed=sum(suppressed for _, suppressed in recalling.found.values()),
        seconds=time.perf_counter() - started,
        paths=tuple(sorted(shown(path, cwd) for path in recalling.found)),
        codes=scope.codes,
        problems=scope.problems,
        faults=tuple(sorted(faults)),
    )


def _by_project(named: list[str], discovery: Discovery, *, test_code_only: bool) -> dict[str, list[str]]:
    """The named files and folders, by the project that each is part of."""
    projects: dict[str, list[str]] = {}
    for path in named:
        if not exists(path):
            raise SuiteError(f"There is nothing at {os.path.relpath(path)} that could be checked.")
        if test_code_only and not os.path.isdir(path) and not discovery.is_test_code(path):
            continue
        projects.setdefault(find_root(path), []).append(path)
    return projects


def _told_once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sorted, and one finding for one state at one place, however many tests lead there; errors go before warnings."""
    ordered = sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one.sort_key))
    first: dict[object, Finding] = {}
    for finding in ordered:
        first.setdefault((finding.code, finding.location, finding.what), finding)
    return tuple(sorted(first.values(), key=lambda finding: finding.sort_key))
