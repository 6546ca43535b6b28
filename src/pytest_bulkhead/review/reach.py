"""How far a change of test code reaches: the test files that use what it changes in helpers and conftest files."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping

from pytest_bulkhead.checker.files.layout import ImportRoots
from pytest_bulkhead.checker.work.survey import Surveyor
from pytest_bulkhead.review.fixture_parts import declared
from pytest_bulkhead.review.parts import Parts
from pytest_bulkhead.review.sides import Side

_HOOK = "pytest_"
_CONFTEST = "conftest.py"


class Reach:
    """Follows changed names from file to file, by what the files import and by the names of fixtures.

    Fixtures are told by their names alone, so that a test which only uses the same word counts, too.
    """

    def __init__(self, side: Side, files: Collection[str], pythonpath: tuple[str, ...]) -> None:
        """Nothing is read before it is asked for.

        Args:
            side: the project.
            files: the test files and conftest files that pytest would collect there.
            pythonpath: the folders that the settings of pytest put on the import path.
        """
        self._side = side
        self._files = files
        self._surveyor = Surveyor((), ImportRoots(side.root, pythonpath))
        self._imports: dict[str, frozenset[str]] = {}

    def users(self, changed: Mapping[str, frozenset[str]]) -> dict[str, str]:
        """The test files that stand on changes elsewhere.

        Args:
            changed: names that have changed, by the file that they stand in.

        Returns:
            Their paths, each with the path of what it uses.
        """
        found: dict[str, str] = {}
        done: dict[str, frozenset[str]] = {}
        pending = list(changed.items())
        while pending:
            path, names = pending.pop()
            names -= done.get(path, frozenset())
            if not names:
                continue
            done[path] = done.get(path, frozenset()) | names
            for user in self._candidates(path):
                if user in self._files and self._uses(user, path, names):
                    found.setdefault(user, path)
                if os.path.basename(user) == _CONFTEST or user not in self._files:
                    pending.append((user, self._side.parts(user).referring(names)))
        return found

    def is_used(self, path: str) -> bool:
        """Whether there are files that could use what stands in a file."""
        return bool(self._candidates(path))

    def _candidates(self, path: str) -> list[str]:
        """The files that could use what stands in a file."""
        folder, name = os.path.split(path)
        if name == _CONFTEST:
            return [one for one in self._known() if one != path and (not folder or one.startswith(f"{folder}/"))]
        return [one for one in self._known() if path in self._imports[one]]

    def _uses(self, user: str, path: str, names: frozenset[str]) -> bool:
        if "" in names:
            return True
        if os.path.basename(path) == _CONFTEST and any(_applies_unasked(one, self._side.parts(path)) for one in names):
            return True
        words = b"|".join(re.escape(name.encode()) for name in sorted(names))
        return re.search(rb"\b(?:%s)\b" % words, self._side.data(user)) is not None

    def _known(self) -> Iterable[str]:
        """All test files, and the helpers that they import, and those that these import."""
        if not self._imports:
            pending = sorted(self._files)
            for path in pending:  # grows while it is walked
                if path not in self._imports:
                    seen = self._surveyor.survey(self._side.whole(path), self._side.data(path))
                    root = self._side.root
                    helpers = [os.path.relpath(one, root).replace(os.sep, "/") for one in seen.helpers]
                    self._imports[path] = frozenset(helpers)
                    pending.extend(helpers)
        return self._imports


def _applies_unasked(name: str, parts: Parts) -> bool:
    """Whether what bears a name in a conftest file concerns tests that do not ask: a hook, or an autouse fixture."""
    fixture = declared(parts.named.get(name))
    return name.startswith(_HOOK) or (fixture is not None and fixture.autouse)
