"""Which part of a project is reviewed, by which settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.review.sides import Side
from pytest_bulkhead.settings import Settings


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a project.

    Args:
        part: the path of a folder or file below the sides' folders; empty for all.
        after: the newer side.
        settings: those that hold. They hold for the older side, too: it is code that is compared.
        home: the folder of the project from which they were read.
    """

    part: str
    after: Side
    settings: Settings
    home: str

    def holds(self, path: str) -> bool:
        """Whether a path lies in the part."""
        return not self.part or path == self.part or path.startswith(f"{self.part}/")

    def start(self, side: Side) -> str:
        """The part on one of the sides, absolute."""
        return side.whole(self.part) if self.part else side.root

    def folder(self, side: Side) -> str:
        """The folder that checks of a side are made from."""
        start, here = self.start(side), self.start(self.after)
        return start if os.path.isdir(here) else os.path.dirname(start)

    def settings_of(self, side: Side) -> Settings:
        """The settings as a check of one of the sides takes them."""
        path, root, baseline = self.settings.path, self.settings.root, self.settings.baseline
        if path is None or root is None or side.root == self.home:
            return self.settings
        return self.settings._replace(
            # Patterns are relative to the settings' folder.
            path=self._on(side, path),
            baseline=self._on(side, baseline) if baseline else None,
            rules=tuple(str(root / name) if name.endswith(".py") else name for name in self.settings.rules),
        )

    def _on(self, side: Side, path: Path) -> Path:
        return Path(side.root, os.path.relpath(path, self.home))

    def discovery(self, side: Side) -> Discovery:
        """Finds the test files of one of the sides."""
        settings = self.settings_of(side)
        return Discovery(settings.exclude, str(settings.root or side.root))
