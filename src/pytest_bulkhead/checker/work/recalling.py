"""What a check knows before it looks into any file: which files there are, and what is remembered of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead.checker.cache.kept_findings import from_kept
from pytest_bulkhead.checker.cache.key import cache_key
from pytest_bulkhead.checker.cache.memory import Memory
from pytest_bulkhead.checker.cache.place import default_folder
from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.settings import Settings

# The findings of a file, and how many more are suppressed.
Kept = tuple[tuple[Finding, ...], int]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked for.

    Args:
        rules: how many rules are in force.
        codes: the hazards.
        problems: what is wrong with the names in the settings.
    """

    rules: int
    codes: frozenset[str]
    problems: tuple[str, ...] = ()

    def to_kept(self) -> dict[str, Any]:
        return {"rules": self.rules, "codes": sorted(self.codes), "problems": list(self.problems)}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Scope | None:
        try:
            return cls(int(kept["rules"]), frozenset(map(str, kept["codes"])), tuple(map(str, kept["problems"])))
        except (KeyError, TypeError, ValueError):
            return None


class Recalling:
    """Finds the files that are asked for, and what is remembered of them.

    Attributes:
        todo: the files that are to be checked, by their projects' folders.
        found: what is known of all others, by their paths.
    """

    def __init__(
        self,
        asked: Mapping[str, list[str]],
        discovery: Discovery,
        settings: Settings,
        cwd: str,
        folder: str,
        since: int,
    ) -> None:
        """Find and recall.

        Args:
            asked: the named files and folders, by their projects' folders.
            discovery: finds test files.
            settings: decide what is found.
            cwd: paths for people are relative to it.
            folder: of the caches, empty for one in each project.
            since: when the run began, 0 when nothing is to be remembered.
        """
        self.discovery = discovery
        self.cwd = cwd
        self.since = since
        self.todo: dict[str, list[str]] = {}
        self.found: dict[str, Kept] = {}
        self._folders = [path for paths in asked.values() for path in paths if os.path.isdir(path)]
        self.memories = {root: self._memory(root, settings, folder) for root in asked}
        for root, paths in asked.items():
            files = {path for path in paths if path not in self._folders}
            for path in paths:
                if path in self._folders:
                    files.update(self.memories[root].files(path))
            todo = self.recall(root, files)
            if todo:
                self.todo[root] = todo

    @property
    def scope(self) -> Scope | None:
        """What the remembered findings were looked for by, None where nothing is remembered."""
        scopes = {Scope.from_kept(memory.meta) for memory in self.memories.values()}
        return scopes.pop() if len(scopes) == 1 else None

    def recall(self, root: str, paths: Iterable[str]) -> list[str]:
        """Take up what is remembered of files, and return those that are to be checked."""
        held, todo = self.memories[root].recall(paths, self.is_wanted)
        for path, kept in held.items():
            try:
                self.found[path] = from_kept(kept)
            except (ValueError, KeyError, TypeError):  # it was not we who kept it
                todo.append(path)
        return sorted(todo)

    def keep(self) -> None:
        """Remember what was seen of the disk, where nothing had to be checked."""
        for memory in self.memories.values():
            memory.learn((), {}, memory.meta)

    def is_wanted(self, helper: str) -> bool:
        """Whether a helper that came to light is to be checked, too."""
        inside = any(helper.startswith(folder + os.sep) for folder in self._folders)
        return inside and not self.discovery.is_excluded(helper)

    def _memory(self, root: str, settings: Settings, folder: str) -> Memory:
        key = cache_key(root, self.cwd, settings) if self.since else None
        place = (folder or default_folder(root)) if key else ""
        return Memory(root, place, key or "", self.since, self.discovery.files)
