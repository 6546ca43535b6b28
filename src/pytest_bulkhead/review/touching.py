"""The test code that a change touches: changed files, and the tests that stand on what they share."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.review.reach import Reach
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, Side


@dataclass(frozen=True, slots=True)
class TouchedCode:
    """The test code that a change touches.

    Args:
        before: the files on the older side, changed ones and those that stand on them.
        after: on the newer one.
        through: the files that are not changed themselves, each with the file through which they are concerned.
    """

    before: frozenset[str]
    after: frozenset[str]
    through: Mapping[str, str]


class TestCode:
    """What is test code on one side of a change, within what is reviewed."""

    __test__ = False

    def __init__(self, side: Side, scope: Scope) -> None:
        self.side = side
        self._scope = scope
        self._discovery = scope.discovery(side)
        self.files = frozenset(_collected(side, scope, self._discovery))
        self.reach = Reach(side, self.files, self._discovery.ini_for(scope.folder(side)).pythonpath)

    def holds(self, path: str | None) -> bool:
        """Whether a file holds tests, or stands where tests keep what they use."""
        if path is None or not self._scope.holds(path) or not os.path.isfile(self.side.whole(path)):
            return False
        return path in self.files or self._is_helper(path)

    def _is_helper(self, path: str) -> bool:
        whole = self.side.whole(path)
        if not path.endswith(".py") or not is_test_path(path) or self._discovery.is_excluded(whole):
            return False
        # What has the name of a test file and is not collected lies where pytest does not look.
        patterns = (*self._discovery.ini_for(os.path.dirname(whole)).python_files, "conftest.py")
        return not any(fnmatch.fnmatch(os.path.basename(path), one.rpartition("/")[2]) for one in patterns)


def touched_test_code(change: Change, scope: Scope) -> TouchedCode:
    """Find the test files that a change touches, itself or through helpers, fixtures and conftest files."""
    old, new = TestCode(change.before, scope), TestCode(change.after, scope)
    before = {one.before for one in change.files if one.before and old.holds(one.before)}
    after = {one.after for one in change.files if one.after and new.holds(one.after)}
    names: dict[str, frozenset[str]] = {}
    lost: dict[str, frozenset[str]] = {}
    for one in change.files:
        if one.after in after and one.after and new.reach.is_used(one.after):
            names[one.after] = change.before.parts(one.before).differing(change.after.parts(one.after))
        if one.before in before and one.before and one.before != one.after and old.reach.is_used(one.before):
            lost[one.before] = frozenset(change.before.parts(one.before).named)
    through = {**old.reach.users(lost), **new.reach.users(names)}
    users = {path: by for path, by in through.items() if scope.holds(path) and path not in after}
    return TouchedCode(
        frozenset(before | {path for path in users if old.holds(path)}),
        frozenset(after | {path for path in users if new.holds(path)}),
        {path: by for path, by in users.items() if new.holds(path)},
    )


def _collected(side: Side, scope: Scope, discovery: Discovery) -> list[str]:
    start = scope.start(side)
    found = discovery.files(start) if os.path.isdir(start) else [start] if os.path.isfile(start) else []
    return [os.path.relpath(path, side.root).replace(os.sep, "/") for path in found]
