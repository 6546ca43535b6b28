"""What is in folders, as far as anything depends on it."""

from __future__ import annotations

import os
from collections.abc import Iterable

SETTINGS = frozenset({
    "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini",
})  # fmt: skip
# Folders of tools, never of a project's own tests; pytest does not look into them either.
_SKIPPED = frozenset({
    "CVS", "_darcs", "build", "dist", "node_modules", "venv", "site-packages", "__pycache__", "__pypackages__",
})  # fmt: skip
# What tools, we among them, leave in a folder while nothing of the project changes.
LEFT_BY_TOOLS = frozenset({
    ".bulkhead", ".coverage", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__",
})  # fmt: skip
ENVIRONMENT = "pyvenv.cfg"
# Asked like a name: whether there is any test.
TESTS = "test_*"


def names_in(folder: str) -> frozenset[str]:
    """The names in a folder, none when it cannot be listed."""
    try:
        return frozenset(os.listdir(folder))
    except OSError:
        return frozenset()


def holds(names: Iterable[str], wanted: str) -> bool:
    """Whether a name, or any test, is among the names of a folder."""
    if wanted == TESTS:
        return any(name.startswith("test_") or name.endswith("_test.py") for name in names)
    return wanted in names


class Listing:
    """A folder at one moment.

    Args:
        folders: the names of those in it that can hold tests.
        files: the names of Python files in it.
        settings: the names of files in it that may hold settings.
    """

    __slots__ = ("files", "folders", "has_links", "is_environment", "settings")

    def __init__(self, folder: str) -> None:
        """List it.

        Raises:
            OSError: that cannot be done.
        """
        self.folders: list[str] = []
        self.files: list[str] = []
        self.settings: set[str] = set()
        self.has_links = self.is_environment = False
        with os.scandir(folder) as entries:
            for entry in entries:
                self._take(entry)
        self.folders.sort()
        self.files.sort()

    def _take(self, entry: os.DirEntry[str]) -> None:
        name = entry.name
        try:
            self.has_links = self.has_links or entry.is_symlink()
            if name.endswith(".py") and entry.is_file():
                self.files.append(name)
            elif entry.is_dir() and not _is_skipped(name):
                self.folders.append(name)
        except OSError:
            return
        if name in SETTINGS:
            self.settings.add(name)
        elif name == ENVIRONMENT:
            self.is_environment = True

    @property
    def shape(self) -> tuple[str, ...]:
        """All that decides which tests are found here and below, but for what the settings say."""
        marks = (f"{name}/" for name in self.folders)
        return (*marks, *self.files, *sorted(self.settings), *((ENVIRONMENT,) if self.is_environment else ()))


def _is_skipped(name: str) -> bool:
    return name in _SKIPPED or name.startswith(".") or name.endswith((".egg", ".egg-info"))
