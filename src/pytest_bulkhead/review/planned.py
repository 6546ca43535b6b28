"""Which tests a change of the plan moves out of a group, into one, or from one to another."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_bulkhead.errors import PlanError
from pytest_bulkhead.node_ids import file_of
from pytest_bulkhead.plan_file import Plan, plan_path
from pytest_bulkhead.review.groups import Regrouped
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, Side


def replanned(change: Change, scope: Scope) -> tuple[Regrouped, ...]:
    """The tests whose group in the plan is not what it was; a test that is gone has none, and is not told.

    Raises:
        PlanError: the newer plan cannot be read.
    """
    settings = scope.settings
    plan = plan_path(settings.plan, Path(settings.root or scope.home))
    path = os.path.relpath(plan, scope.home).replace(os.sep, "/")
    if not any(path in (one.before, one.after) for one in change.files):
        return ()
    after = _groups(change.after, path)
    try:
        before = _groups(change.before, path)
    except PlanError:
        before = {}
    there = {test for test in before.keys() | after.keys() if change.after.has(file_of(test))}
    return tuple(
        Regrouped(path, 1, test, before.get(test, ""), after.get(test, ""))
        for test in sorted(there)
        if before.get(test, "") != after.get(test, "")
    )


def _groups(side: Side, path: str) -> dict[str, str]:
    data = side.data(path)
    plan = Plan.from_text(data.decode(errors="replace"), path) if data else Plan(())
    return {test: group.name for group in plan.groups for test in group.tests}
