"""Leaves a line of what a check found, for the trend of violations; when the verdict is out, and without harm to it."""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pytest_bulkhead.checker.engine import CheckResult
from pytest_bulkhead.checker.files.layout import find_root
from pytest_bulkhead.record.check_log import MOST_PATHS, Check, log_check
from pytest_bulkhead.settings import Settings

_OUTSIDE = "../"


def remember(result: CheckResult, settings: Settings, paths: Sequence[str], *, is_hook: bool, stopped: bool) -> None:
    """Add a line to the log of the project's checks, unless the settings do not want it or it cannot be written.

    Args:
        result: what was found, without what is tolerated.
        settings: of the project.
        paths: what was asked for.
        is_hook: whether the check stood between somebody and a commit.
        stopped: whether it made the command fail.
    """
    if settings.check_log is False:
        return
    root = str(settings.root) if settings.root else find_root(os.getcwd())
    found: dict[str, Counter[str]] = {}
    for finding in result.findings:
        found.setdefault(_within(root, finding.location.path), Counter())[finding.code] += 1
    scope = tuple(_within(root, path) for path in paths) if len(paths) <= MOST_PATHS else None
    if any(path.startswith(_OUTSIDE) for path in (*found, *(scope or ()))):
        return
    check = Check(time.time(), is_hook, stopped, scope, tuple(sorted(result.codes)), found)
    with contextlib.suppress(OSError, ValueError):  # a path that no text can hold
        log_check(Path(root), check)


def _within(root: str, path: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")
