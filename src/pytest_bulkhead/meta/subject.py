"""The project that checks look at; each part of it is looked up once, when somebody asks."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from pytest_bulkhead.meta.static import StaticView
from pytest_bulkhead.project.ci import CiLine, ci_lines
from pytest_bulkhead.project.git import Git, find_git
from pytest_bulkhead.project.hook_entries import HookEntry, find_entries
from pytest_bulkhead.project.pytest_facts import PytestFacts
from pytest_bulkhead.settings import Settings, load_settings


class Subject:
    """A project.

    Args:
        facts: what its pytest knows.
        environ: the variables that hold.
        remembers: whether the checker may keep what it has seen for the next time, in the project's `.bulkhead/`.
    """

    def __init__(self, facts: PytestFacts, environ: Mapping[str, str], *, remembers: bool = True) -> None:
        self.facts = facts
        self.environ = environ
        self._remembers = remembers
        self.root = Path(facts.root)

    @functools.cached_property
    def git(self) -> Git | None:
        """Its repository."""
        return find_git(self.root)

    @property
    def top(self) -> Path:
        """Where the files of CI and of hooks are: the repository's folder, which may hold several projects."""
        return self.git.top if self.git else self.root

    @property
    def is_in_ci(self) -> bool:
        """Whether this is a run of CI, by the variable that all systems set."""
        return self.environ.get("CI", "").lower() not in ("", "0", "false")

    @functools.cached_property
    def settings(self) -> Settings:
        """Those of ours.

        Raises:
            SettingsError: they hold what they may not.
        """
        return load_settings(self.root)

    @functools.cached_property
    def ci(self) -> list[CiLine]:
        """What its CI runs."""
        return ci_lines(self.top)

    @functools.cached_property
    def hooks(self) -> list[HookEntry]:
        """What it runs of ours before a commit."""
        return find_entries(self.top)

    @functools.cached_property
    def static(self) -> StaticView:
        """What the checker sees of it."""
        return StaticView(self.root, remembers=self._remembers)

    @functools.cached_property
    def base(self) -> str | None:
        """The commit from which the work at hand began; None where nothing tells."""
        return self.git.base(self.environ) if self.git else None

    def ci_with(self, pattern: str) -> list[CiLine]:
        """The lines of CI in which a pattern is found."""
        return [line for line in self.ci if re.search(pattern, line.text)]

    def shown(self, path: Path) -> str:
        """A path as people call it."""
        return path.relative_to(self.top).as_posix() if path.is_relative_to(self.top) else str(path)
