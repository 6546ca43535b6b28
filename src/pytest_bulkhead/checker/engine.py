"""From paths to findings: find the test code, parse what is worth it, walk each file once for all rules."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_bulkhead.checker.discovery import Discovery
from pytest_bulkhead.checker.index import KEPT
from pytest_bulkhead.checker.layout import find_root, shown
from pytest_bulkhead.checker.outcome import Job, Outcome
from pytest_bulkhead.checker.own_rules import load_own_rules, own_hazards
from pytest_bulkhead.checker.plan import Plan
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.selection import Selection, select
from pytest_bulkhead.checker.source import exists, read_instead
from pytest_bulkhead.checker.workshop import Workshop
from pytest_bulkhead.errors import NoTestCodeError, SuiteError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.settings import Settings

if TYPE_CHECKING:
    from pytest_bulkhead.checker.crew import Crew

# Fewer files are checked sooner than another process is started.
_FEW = 80


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
) -> CheckResult:
    """Check files and folders.

    Args:
        paths: a file is checked whatever its name; of a folder, what pytest would collect.
        settings: what is looked for, and what is left out.
        rules: other rules than the registered ones and the project's own.
        test_code_only: pass over a named file that is no test code, or that the settings exclude.
        processes: how many check the files; None for as many as are worth it. Only a program that may be imported
            again by its child processes can have more than one.

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
    cwd = os.getcwd()
    discovery = Discovery(settings.exclude, str(settings.root or cwd))
    named = [os.path.abspath(path) for path in paths]
    jobs = list(_jobs(named, discovery, test_code_only=test_code_only))
    if not jobs:
        places = ", ".join(os.path.relpath(path) for path in named)
        raise NoTestCodeError(
            f"There is no test code in {places}: no file that pytest would collect by its name "
            "and that the settings do not exclude."
        )
    size = _crew_size(len(jobs), active) if processes is None else processes
    plan = Plan(active, selection, discovery, cwd, KEPT // size, dict(read_instead()))
    outcomes = _checked(jobs, [path for path in named if os.path.isdir(path)], plan, size)
    return CheckResult(
        findings=_told_once([finding for outcome in outcomes for finding in outcome.findings]),
        files=len(outcomes),
        rules=len(active),
        suppressed=sum(outcome.suppressed for outcome in outcomes),
        seconds=time.perf_counter() - started,
        paths=tuple(sorted(shown(outcome.job.path, cwd) for outcome in outcomes)),
        codes=selection.codes,
        problems=selection.unknown,
        faults=tuple(sorted(outcome.fault for outcome in outcomes if outcome.fault)),
    )


def _jobs(named: list[str], discovery: Discovery, *, test_code_only: bool) -> Iterator[Job]:
    """What the named files and folders hold, project by project."""
    projects: dict[str, set[str]] = {}
    for path in named:
        if not exists(path):
            raise SuiteError(f"There is nothing at {os.path.relpath(path)} that could be checked.")
        if test_code_only and not os.path.isdir(path) and not discovery.is_test_code(path):
            continue
        members = projects.setdefault(find_root(path), set())
        members.update(discovery.files(path) if os.path.isdir(path) else (path,))
    for root, members in projects.items():
        yield from (Job(root, path) for path in sorted(members))


def _checked(jobs: list[Job], folders: list[str], plan: Plan, size: int) -> list[Outcome]:
    """The outcomes of all jobs, and of the helpers in the folders that come to light on the way."""
    outcomes: list[Outcome] = []
    known = set(jobs)
    with _workers(plan, size) as workers:
        while jobs:
            fresh: set[Job] = set()
            for outcome in workers.run(jobs):
                outcomes.append(outcome)
                fresh.update(Job(outcome.job.root, helper) for helper in outcome.helpers)
            jobs = sorted(job for job in fresh - known if _is_wanted(job.path, folders, plan.discovery))
            known.update(jobs)
    return outcomes


def _is_wanted(helper: str, folders: list[str], discovery: Discovery) -> bool:
    return any(helper.startswith(folder + os.sep) for folder in folders) and not discovery.is_excluded(helper)


def _crew_size(files: int, rules: Sequence[Rule]) -> int:
    if files < _FEW:
        return 1
    from pytest_bulkhead.checker.crew import crew_size  # costs more than a check of few files

    return crew_size(rules)


@contextmanager
def _workers(plan: Plan, size: int) -> Iterator[Crew | Workshop]:
    if size == 1:
        yield Workshop(plan)
        return
    from pytest_bulkhead.checker.crew import Crew

    crew = Crew(plan, size)
    try:
        yield crew
    finally:
        crew.close()


def _told_once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sorted, and one finding for one state at one place, however many tests lead there; errors go before warnings."""
    ordered = sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one.sort_key))
    first: dict[object, Finding] = {}
    for finding in ordered:
        first.setdefault((finding.code, finding.location, finding.what), finding)
    return tuple(sorted(first.values(), key=lambda finding: finding.sort_key))


def _active(rules: Sequence[Rule], selection: Selection) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if any(hazard.code in selection for hazard in rule.hazards))
