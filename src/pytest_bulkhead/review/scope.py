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
        settings: those that hold there. They hold for the older side, too: it is code that is compared.
    """

    part: str
    after: Side
    settings: Settings

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
        path, root = self.settings.path, self.settings.root
        if path is None or root is None or side is self.after:
            return self.settings
        rules = tuple(str(root / name) if name.endswith(".py") else name for name in self.settings.rules)
        # Patterns are relative to the settings' folder, wherever it lies.
        moved = Path(side.root, os.path.relpath(path, self.after.root))
        return self.settings._replace(path=moved, rules=rules)

    def discovery(self, side: Side) -> Discovery:
        """Finds the test files of one of the sides."""
        settings = self.settings_of(side)
        return Discovery(settings.exclude, str(settings.root or side.root))
