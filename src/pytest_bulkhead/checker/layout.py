"""Where a project begins, and from which folders its modules are imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

_ROOT_FILES = frozenset({
    "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini",
})  # fmt: skip
_CODE_FOLDERS = ("", "src", "lib")
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "unit_tests", "integration_tests"})


def find_root(start: str) -> str:
    """The folder of the repository around a path, or else the highest one above it that looks like a project's."""
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    highest = folder
    for parent in (folder, *parents(folder)):
        if os.path.exists(os.path.join(parent, ".git")):
            return parent
        if any(os.path.isfile(os.path.join(parent, name)) for name in _ROOT_FILES):
            highest = parent
    return highest


def shown(path: str, cwd: str) -> str:
    """The path for people."""
    if path.startswith(cwd + os.sep):
        return path[len(cwd) + 1 :].replace(os.sep, "/")
    return os.path.relpath(path, cwd).replace(os.sep, "/")


def parents(path: str) -> Iterator[str]:
    """The folders above a path, from the inside out."""
    parent = os.path.dirname(path)
    while parent != path:
        yield parent
        path, parent = parent, os.path.dirname(parent)


class ImportRoots:
    """Guesses, from where files lie, what Python would find for a dotted name.

    Args:
        root: nothing above it is looked at.
        pythonpath: folders that the project adds by its settings.
    """

    def __init__(self, root: str, pythonpath: tuple[str, ...] = ()) -> None:
        self.root = root
        self.pythonpath = pythonpath
        self._folders: dict[str, frozenset[str]] = {}
        self._located: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._roots: dict[str, tuple[str, ...]] = {}

    def locate(self, dotted: str, importer: str) -> tuple[str, str] | None:
        """The file of the longest beginning of a dotted name that is a module, and the rest of the name."""
        parts = dotted.split(".")
        if parts[0] in sys.stdlib_module_names:
            return None
        folder = os.path.dirname(importer)
        if (folder, dotted) not in self._located:
            roots = (root for root in self.of(folder) if not self._holds_tests_of(root, parts[0]))
            candidates = (self._below(root, parts) for root in roots)
            self._located[folder, dotted] = next((found for found in candidates if found), None)
        return self._located[folder, dotted]

    def below(self, folders: tuple[str, ...], dotted: str) -> tuple[str, str] | None:
        """The same in these folders."""
        candidates = (self._below(folder, dotted.split(".")) for folder in folders)
        return next((found for found in candidates if found), None)

    def relative(self, level: int, rest: str, importer: str) -> tuple[str, str] | None:
        """The same for a relative import."""
        folder = os.path.dirname(importer)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        return (rest and self._below(folder, rest.split("."))) or self._package(folder, rest)

    def dotted_name(self, path: str) -> str:
        """The name by which a file is imported, as far as its packages tell."""
        stem = os.path.splitext(os.path.basename(path))[0]
        names = [] if stem == "__init__" else [stem]
        folder = os.path.dirname(path)
        while "__init__.py" in self.entries(folder) and folder != os.path.dirname(folder):
            names.append(os.path.basename(folder))
            folder = os.path.dirname(folder)
        return ".".join(reversed(names)) or os.path.basename(folder)

    def of(self, folder: str) -> tuple[str, ...]:
        """The folders that are on the path when a file of this folder is imported by pytest."""
        if folder not in self._roots:
            base = folder
            while "__init__.py" in self.entries(base) and base != self.root and base != os.path.dirname(base):
                base = os.path.dirname(base)
            above = [folder, *(parent for parent in parents(folder) if self._inside(parent))]
            beside = [os.path.join(parent, name) if name else parent for parent in above for name in _CODE_FOLDERS]
            roots = (base, *self.pythonpath, *(one for one in beside if self.entries(one)))
            self._roots[folder] = tuple(dict.fromkeys(roots))
        return self._roots[folder]

    def has_settings(self, folder: str) -> bool:
        """Whether a folder holds a file that makes it a project's own."""
        return not _ROOT_FILES.isdisjoint(self.entries(folder))

    def _holds_tests_of(self, root: str, name: str) -> bool:
        """Whether a package holds tests in a folder of that name: that is not what ``import redis`` brings."""
        own, inner = self.entries(root), os.path.join(root, name)
        if name not in own or "__init__.py" not in own or root == self.root:
            return False
        return any(entry.startswith("test_") or entry.endswith("_test.py") for entry in self.entries(inner))

    def _inside(self, folder: str) -> bool:
        return folder == self.root or folder.startswith(self.root + os.sep)

    def _below(self, root: str, parts: list[str]) -> tuple[str, str] | None:
        folder, found = root, None
        for position, part in enumerate(parts):
            entries = self.entries(folder)
            rest = ".".join(parts[position + 1 :])
            if f"{part}.py" in entries:
                return os.path.join(folder, f"{part}.py"), rest
            if part not in entries:
                break
            folder = os.path.join(folder, part)
            if "__init__.py" in self.entries(folder):
                found = os.path.join(folder, "__init__.py"), rest
        return found

    def _package(self, folder: str, rest: str) -> tuple[str, str] | None:
        own = os.path.join(folder, "__init__.py")
        return (own, rest) if "__init__.py" in self.entries(folder) else None

    def entries(self, folder: str) -> frozenset[str]:
        """The names in a folder, none when it cannot be listed."""
        if folder not in self._folders:
            try:
                self._folders[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._folders[folder] = frozenset()
        return self._folders[folder]


def is_test_path(path: str) -> bool:
    """Whether a file lies in a folder for tests."""
    folders = path.replace(os.sep, "/").split("/")[:-1]
    return any(name in _TEST_FOLDERS or name.endswith(("_tests", "_test")) for name in folders) or os.path.basename(
        path
    ).startswith(("test_", "conftest"))
