"""Which tests are worth running for a change, and what is left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.errors import SuiteError
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, change_since
from pytest_bulkhead.review.touching import TestCode, TouchedCode, touched_test_code
from pytest_bulkhead.settings import Settings

_SHOWN = 3


class Choice(NamedTuple):
    """The files of a suite that a change touches.

    Args:
        checked: the absolute paths of all that are test code.
        run: of those that pytest collects tests from.
        notices: what is left out, for people.
    """

    checked: tuple[str, ...]
    run: tuple[str, ...]
    notices: tuple[str, ...]


def choose(path: str, settings: Settings, base: str) -> Choice:
    """Choose the test files that differ from a revision, and those that use what changes in helpers and fixtures.

    Args:
        path: a project, or a part of its tests.
        settings: the project's.
        base: the name of a revision; what counts is what has come since the branch has parted from it.

    Raises:
        SuiteError: there is nothing at the path.
        UsageError: git knows no such revision, or the clone does not reach back far enough.
    """
    whole = os.path.abspath(path)
    if not os.path.exists(whole):
        raise SuiteError(f"There is nothing at {path} that could be audited.")
    with change_since(whole if os.path.isdir(whole) else os.path.dirname(whole), base) as change:
        part = os.path.relpath(whole, change.worktree).replace(os.sep, "/")
        scope = Scope("" if part == "." else part, change.after, settings, change.worktree)
        touched = touched_test_code(change, scope)
        collected = TestCode(change.after, scope).files
        run = [one for one in touched.after & collected if os.path.basename(one) != "conftest.py"]
        return Choice(
            tuple(change.after.whole(one) for one in sorted(touched.after)),
            tuple(change.after.whole(one) for one in sorted(run)),
            tuple(_notices(change, scope, touched, len(run), len(collected))),
        )


def _notices(change: Change, scope: Scope, touched: TouchedCode, run: int, all_files: int) -> Iterator[str]:
    through = len(touched.through)
    told = f", {through} of which only use what changes beside them" if through else ""
    yield f"only what differs from {change.base} was looked at: tests of {run} of {all_files} files{told}"
    others = sorted(
        one.after or one.before or ""
        for one in change.files
        if one.after not in touched.after and one.before not in touched.before and scope.holds(one.after or "")
    )
    code = [path for path in others if path.endswith(".py")]
    if code:
        named = ", ".join(code[:_SHOWN]) + (f" and {len(code) - _SHOWN} more" if len(code) > _SHOWN else "")
        yield f"no tests were chosen for the sake of changed code that is no test code: {named}; run all now and then"
    if len(others) > len(code):
        yield f"{len(others) - len(code)} changed files that are no Python chose no test either"
