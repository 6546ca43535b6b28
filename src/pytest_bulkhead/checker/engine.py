"""From paths to findings: find the test code, parse what is worth it, walk each file once for all rules."""

from __future__ import annotations

import gc
import os
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pytest_bulkhead.checker.discovery import Discovery
from pytest_bulkhead.checker.layout import find_root
from pytest_bulkhead.checker.own_rules import load_own_rules, own_hazards
from pytest_bulkhead.checker.project import Project
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.selection import Selection, select
from pytest_bulkhead.errors import NoTestCodeError, SuiteError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.settings import Settings


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


def check_paths(
    paths: Iterable[str | os.PathLike[str]],
    settings: Settings,
    *,
    rules: Sequence[Rule] | None = None,
    test_code_only: bool = False,
) -> CheckResult:
    """Check files and folders.

    Args:
        paths: a file is checked whatever its name; of a folder, what pytest would collect.
        settings: what is looked for, and what is left out.
        rules: other rules than the registered ones and the project's own.
        test_code_only: pass over a named file that is no test code, or that the settings exclude.

    Raises:
        SuiteError: a path does not exist.
        NoTestCodeError: there is no test code at all.
        OwnRuleError: a rule that the settings name cannot be loaded.
        UnknownHazardError: no hazard has any of the names that the settings select.
    """
    started = time.perf_counter()
    own = load_own_rules(settings) if rules is None else ()
    selection = select(settings, own_hazards(own))
    active = _active((*all_rules(), *own) if rules is None else rules, selection)
    named = [os.path.abspath(path) for path in paths]
    findings: list[Finding] = []
    shown: list[str] = []
    suppressed = 0
    with _undisturbed():
        for project, members in _by_project(named, settings, active, selection, test_code_only):
            shown.extend(map(project.index.shown, members))
            for path in members:
                kept, tolerated = project.check(path)
                findings.extend(kept)
                suppressed += tolerated
    if not shown:
        places = ", ".join(os.path.relpath(path) for path in named)
        raise NoTestCodeError(
            f"There is no test code in {places}: no file that pytest would collect by its name "
            "and that the settings do not exclude."
        )
    return CheckResult(
        findings=_told_once(findings),
        files=len(shown),
        rules=len(active),
        suppressed=suppressed,
        seconds=time.perf_counter() - started,
        paths=tuple(shown),
        codes=selection.codes,
        problems=selection.unknown,
    )


def _told_once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sorted, and one finding for one state at one place, however many tests lead there; errors go before warnings."""
    ordered = sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one.sort_key))
    first: dict[object, Finding] = {}
    for finding in ordered:
        first.setdefault((finding.code, finding.location, finding.what), finding)
    return tuple(sorted(first.values(), key=lambda finding: finding.sort_key))


def _active(rules: Sequence[Rule], selection: Selection) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if any(hazard.code in selection for hazard in rule.hazards))


def _by_project(
    named: list[str], settings: Settings, rules: tuple[Rule, ...], selection: Selection, test_code_only: bool
) -> Iterator[tuple[Project, list[str]]]:
    cwd = os.getcwd()
    discovery = Discovery(settings.exclude, str(settings.root or cwd))
    grouped: dict[str, dict[str, None]] = {}
    for path in named:
        if not os.path.lexists(path):
            raise SuiteError(f"There is nothing at {os.path.relpath(path)} that could be checked.")
        if test_code_only and not os.path.isdir(path) and not discovery.is_test_code(path):
            continue
        members = grouped.setdefault(find_root(path), {})
        members.update(dict.fromkeys(discovery.files(path) if os.path.isdir(path) else (path,)))
    folders = [path for path in named if os.path.isdir(path)]
    for root, members in grouped.items():
        project = Project(root, cwd, discovery, rules, selection)
        project.survey(members)
        members.update(dict.fromkeys(project.helpers_below(folders)))
        yield project, sorted(members)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No collector while trees are built: it would look at millions of nodes that stay; no warnings of the parser."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if was_enabled:
            gc.enable()
