"""Checks the files of which nothing is remembered, by all rules, in as many processes as are worth it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_bulkhead.checker.cache.kept_findings import to_kept
from pytest_bulkhead.checker.meaning.index import KEPT
from pytest_bulkhead.checker.own_rules import load_own_rules, own_hazards
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.selection import Selection, select
from pytest_bulkhead.checker.source.source import read_instead
from pytest_bulkhead.checker.work.outcome import Job, Outcome
from pytest_bulkhead.checker.work.plan import Plan
from pytest_bulkhead.checker.work.recalling import Recalling, Scope
from pytest_bulkhead.checker.work.workshop import Workshop, undisturbed
from pytest_bulkhead.settings import Settings

if TYPE_CHECKING:
    from pytest_bulkhead.checker.work.crew import Crew

# Fewer files are checked sooner than another process is started.
_FEW = 80


def examine(
    recalling: Recalling, settings: Settings, rules: Sequence[Rule] | None, processes: int | None
) -> tuple[Scope, list[str]]:
    """Check what is to be done, put the findings beside those that are remembered, and have them remembered, too.

    Returns:
        What was looked for, and what went wrong with us.

    Raises:
        OwnRuleError: a rule that the settings name cannot be loaded.
        UnknownHazardError: no hazard has any of the names that the settings select.
    """
    own = load_own_rules(settings) if rules is None else ()
    selection = select(settings, own_hazards(own))
    active = _active((*all_rules(), *own) if rules is None else rules, selection)
    jobs = [Job(root, path) for root, paths in recalling.todo.items() for path in paths]
    size = _crew_size(len(jobs), active) if processes is None else processes
    discovery = recalling.discovery
    plan = Plan(
        active, selection, discovery, recalling.cwd, KEPT // size, recalling.since, instead=dict(read_instead())
    )
    scope = Scope(len(active), selection.codes, selection.unknown)
    outcomes = _outcomes(jobs, plan, size, recalling)
    recalling.found.update({one.job.path: (one.findings, one.suppressed) for one in outcomes if not one.fault})
    for root, memory in recalling.memories.items():
        here = [outcome for outcome in outcomes if outcome.job.root == root]
        results = {one.job.path: to_kept(one.findings, one.suppressed) for one in here if not one.fault}
        memory.learn([one.news for one in here if one.news], results, scope.to_kept())
    return scope, [outcome.fault for outcome in outcomes if outcome.fault]


def _outcomes(jobs: list[Job], plan: Plan, size: int, recalling: Recalling) -> list[Outcome]:
    """The outcomes of all jobs, and of the helpers that come to light on the way."""
    outcomes: list[Outcome] = []
    known = set(jobs)
    with _workers(plan, size) as workers:
        while jobs:
            fresh: set[Job] = set()
            for outcome in workers.run(jobs):
                outcomes.append(outcome)
                fresh.update(Job(outcome.job.root, helper) for helper in outcome.helpers)
            fresh = {job for job in fresh - known if job.path not in recalling.found and recalling.is_wanted(job.path)}
            roots = sorted({job.root for job in fresh})
            todo = {root: recalling.recall(root, [job.path for job in fresh if job.root == root]) for root in roots}
            jobs = [Job(root, path) for root in roots for path in todo[root] if Job(root, path) not in known]
            known.update(jobs)
    return outcomes


def _crew_size(files: int, rules: Sequence[Rule]) -> int:
    if files < _FEW:
        return 1
    from pytest_bulkhead.checker.work.crew import crew_size  # costs more than a check of few files

    return crew_size(rules)


@contextmanager
def _workers(plan: Plan, size: int) -> Iterator[Crew | Workshop]:
    if size == 1:
        workshop = Workshop(plan)
        with undisturbed():
            yield workshop
            workshop.close()
        return
    from pytest_bulkhead.checker.work.crew import Crew

    crew = Crew(plan, size)
    try:
        yield crew
    finally:
        crew.close()


def _active(rules: Sequence[Rule], selection: Selection) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if any(hazard.code in selection for hazard in rule.hazards))
