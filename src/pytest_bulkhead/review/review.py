"""The whole review of a change."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pytest_bulkhead.errors import BaselineError, PlanError, SuiteError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.relocating import relocate, relocated
from pytest_bulkhead.review.asking import questions
from pytest_bulkhead.review.changed_file import changed_files
from pytest_bulkhead.review.comparing import compare
from pytest_bulkhead.review.groups import Regrouped, regrouped
from pytest_bulkhead.review.planned import replanned
from pytest_bulkhead.review.question import Item
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, change_since
from pytest_bulkhead.review.tolerated import (
    Grown,
    Suppressed,
    added_suppressions,
    grown_entries,
    within_baseline,
)
from pytest_bulkhead.review.touching import touched_test_code
from pytest_bulkhead.settings import Settings


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be said of a change; paths are relative to the working directory.

    Args:
        base: what it is compared with, for people.
        head: what is compared, for people.
        brought: findings that there were not before.
        mended: findings that there are no more, in code that is still there.
        gone: findings that went with the code in which they stood.
        tolerated: how many that are brought the baseline tolerates; they are not among `brought`.
        suppressions: comments that the change adds.
        baseline: entries of the baseline that it adds, or makes larger.
        regrouped: tests that it moves out of an xdist group, into one, or to another, by their marks or by the plan.
        checklist: questions for the reviewer.
        changed: how many files it changes.
        checked: how many files of test code were checked.
        through: the unchanged ones among them, each with the changed file on which it stands.
        problems: what could not be done as it was asked for.
    """

    base: str
    head: str
    brought: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    tolerated: int
    suppressions: tuple[Suppressed, ...]
    baseline: tuple[Grown, ...]
    regrouped: tuple[Regrouped, ...]
    checklist: tuple[Item, ...]
    changed: int
    checked: int
    through: tuple[tuple[str, str], ...]
    seconds: float
    problems: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """1 where the change brings errors."""
        return int(any(one.severity is Severity.ERROR for one in self.brought))


def review(
    path: str,
    settings: Settings,
    base: str,
    *,
    head: str | None = None,
    staged: bool = False,
    cache: str | None = None,
) -> Review:
    """Look at what has changed since a branch has parted from another.

    Args:
        path: the project, or a part of it, in a git repository.
        settings: say what is looked for.
        base: the name of a revision.
        head: that of another, instead of the working tree with all that is not committed.
        staged: look at what is staged.
        cache: as for `check_paths`.

    Raises:
        SuiteError: there is nothing at the path.
        UsageError: git knows no such revision, or the clone does not reach back far enough.
    """
    began = time.perf_counter()
    whole = os.path.abspath(path)
    if not os.path.exists(whole):
        raise SuiteError(f"There is nothing at {path} that could be reviewed.")
    folder = whole if os.path.isdir(whole) else os.path.dirname(whole)
    with change_since(folder, base, head=head, staged=staged) as change:
        part = os.path.relpath(whole, change.worktree).replace(os.sep, "/")
        scope = Scope("" if part == "." else part, change.after, settings, change.worktree)
        found = review_change(change, scope, cache)
        return replace(_from_here(found, change.worktree), seconds=time.perf_counter() - began)


def review_change(change: Change, scope: Scope, cache: str | None = None) -> Review:
    """Look at a change; paths are relative to its sides.

    Args:
        change: both sides.
        scope: what of it is looked at, and by which settings.
        cache: as for `check_paths`.
    """
    began = time.perf_counter()
    touched = touched_test_code(change, scope)
    compared = compare(change, scope, touched, cache)
    files = changed_files(change, touched.before | touched.after)
    problems = list(compared.checked.problems)
    settled: frozenset[tuple[str, str]] = frozenset()
    grown: tuple[Grown, ...] = ()
    planned: tuple[Regrouped, ...] = ()
    try:
        grown = grown_entries(change, scope)
        settled = within_baseline((*compared.brought, *compared.left), change, scope)
    except BaselineError as error:
        problems.append(str(error))
    try:
        planned = replanned(change, scope)
    except PlanError as error:
        problems.append(str(error))
    brought = tuple(one for one in compared.brought if (one.location.path, one.code) not in settled)
    return Review(
        base=change.base,
        head=change.head,
        brought=brought,
        mended=compared.mended,
        gone=compared.gone,
        tolerated=len(compared.brought) - len(brought),
        suppressions=added_suppressions(change, touched.after),
        baseline=grown,
        regrouped=(*regrouped(change, touched.after), *planned),
        checklist=questions([file for file in files if scope.holds(file.path)]),
        changed=len(files),
        checked=compared.checked.files,
        through=tuple(sorted(touched.through.items())),
        seconds=time.perf_counter() - began,
        problems=tuple(problems),
    )


def _from_here(found: Review, root: str) -> Review:
    here = os.getcwd()
    if here == root:
        return found

    def at(path: str) -> str:
        return relocated(path, root, here)

    def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(relocate(findings, root, here))

    return replace(
        found,
        brought=told(found.brought),
        mended=told(found.mended),
        gone=told(found.gone),
        suppressions=tuple(one._replace(path=at(one.path)) for one in found.suppressions),
        baseline=tuple(one._replace(path=at(one.path)) for one in found.baseline),
        regrouped=tuple(one._replace(path=at(one.path)) for one in found.regrouped),
        checklist=tuple(
            item._replace(places=tuple(one._replace(path=at(one.path)) for one in item.places))
            for item in found.checklist
        ),
        through=tuple((at(path), at(by)) for path, by in found.through),
    )
