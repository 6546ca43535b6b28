"""The findings that a change brings, as values, for whoever wants no more than these."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.relocating import relocate
from pytest_bulkhead.review.comparing import compare
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, change_between, change_since
from pytest_bulkhead.review.touching import touched_test_code
from pytest_bulkhead.settings import load_settings


def brought(folder: Path, base: str | Path) -> tuple[Finding, ...]:
    """The findings of a project that it did not have before.

    Args:
        folder: of the project as it is, uncommitted changes included.
        base: the name of a revision in its git repository, or the folder of another copy of it.

    Returns:
        Sorted by place; their paths are relative to the folder.

    Raises:
        UsageError: git knows no such revision.
        SettingsError: the project's settings cannot be read.
    """
    whole = os.path.abspath(folder)
    if isinstance(base, Path):
        return _brought(change_between(base, Path(whole)), whole)
    with change_since(whole, base) as change:
        return _brought(change, whole)


def _brought(change: Change, folder: str) -> tuple[Finding, ...]:
    part = os.path.relpath(folder, change.after.root).replace(os.sep, "/")
    scope = Scope("" if part == "." else part, change.after, load_settings(Path(folder)), change.worktree)
    found = compare(change, scope, touched_test_code(change, scope)).brought
    return tuple(relocate(found, change.after.root, folder))
