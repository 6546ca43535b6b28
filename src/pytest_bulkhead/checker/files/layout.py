"""Where a project begins, and from which folders its modules are imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from pytest_bulkhead.checker.files.consulted import Consulted
from pytest_bulkhead.checker.files.consulted_kinds import LISTED
from pytest_bulkhead.checker.files.folders import LEFT_BY_TOOLS, SETTINGS, TESTS, holds, names_in
from pytest_bulkhead.checker.files.stamps import digest_of_names

_SETTINGS = tuple(sorted(SETTINGS))
_CODE_FOLDERS = ("", "src", "lib")
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "unit_tests", "integration_tests"})


def find_root(start: str) -> str:
    """The folder of the repository around a path, or else the highest one above it that looks like a project's."""
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    highest = folder
    for parent in (folder, *parents(folder)):
        if os.path.exists(os.path.join(parent, ".git")):
            return parent
        if any(os.path.isfile(os.path.join(parent, name)) for name in SETTINGS):
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
        consulted: is told what the guesses go by, each for the folder of the file for which it is made.
    """

    def __init__(self, root: str, pythonpath: tuple[str, ...] = (), consulted: Consulted | None = None) -> None:
        self.root = root
        self.pythonpath = pythonpath
        self._consulted = consulted
        self._place = root
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
            above = self._of(folder)
            roots = (root for root in above if not self._holds_tests_of(root, parts[0]))
            self._located[folder, dotted] = self._first(roots, parts)
        return self._located[folder, dotted]

    def _first(self, roots: Iterator[str], parts: list[str]) -> tuple[str, str] | None:
        """What the first of some folders holds; one that is a package itself gives way to one that holds more of it."""
        best: tuple[str, str] | None = None
        for root in roots:
            found = self._below(root, parts)
            if found and (best is None or len(found[1]) < len(best[1])):
                best = found
            if best and not ("." in best[1] and self._has(root, "__init__.py")):
                return best
        return best

    def below(self, folders: tuple[str, ...], dotted: str, importer: str) -> tuple[str, str] | None:
        """The same in these folders."""
        self._place = os.path.dirname(importer)
        candidates = (self._below(folder, dotted.split(".")) for folder in folders)
        return next((found for found in candidates if found), None)

    def relative(self, level: int, rest: str, importer: str) -> tuple[str, str] | None:
        """The same for a relative import."""
        place = os.path.dirname(importer)
        dotted = "." * level + rest
        if (place, dotted) not in self._located:
            folder = self._place = place
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            found = self._below(folder, rest.split(".")) if rest else None
            self._located[place, dotted] = found or self._package(folder, rest)
        return self._located[place, dotted]

    def dotted_name(self, path: str) -> str:
        """The name by which a file is imported, as far as its packages tell."""
        stem = os.path.splitext(os.path.basename(path))[0]
        names = [] if stem == "__init__" else [stem]
        folder = self._place = os.path.dirname(path)
        while self._has(folder, "__init__.py") and folder != os.path.dirname(folder):
            names.append(os.path.basename(folder))
            folder = os.path.dirname(folder)
        return ".".join(reversed(names)) or os.path.basename(folder)

    def has(self, folder: str, name: str, path: str) -> bool:
        """Whether a name is in a folder; asked for the sake of a file."""
        self._place = os.path.dirname(path)
        return self._has(folder, name)

    def suite(self, path: str) -> str:
        """The folder of the nearest project or pytest settings above a file: what one run of pytest covers."""
        folder = self._place = os.path.dirname(path)
        while folder != self.root and os.path.dirname(folder) != folder:
            if any(self._has(folder, name) for name in _SETTINGS):
                return folder
            folder = os.path.dirname(folder)
        return folder

    def entries(self, folder: str) -> frozenset[str]:
        """The names in a folder, none when it cannot be listed; whoever needs a single one asks for that."""
        names = self._names(folder) - LEFT_BY_TOOLS
        if self._consulted:
            self._consulted.used(LISTED + folder)
            self._consulted.answer(LISTED + folder, digest_of_names(names))
        return names

    def _of(self, folder: str) -> tuple[str, ...]:
        """The folders that are on the path when a file of this folder is imported by pytest."""
        self._place = folder
        if folder not in self._roots:
            base = folder
            while base not in (self.root, os.path.dirname(base)) and self._has(base, "__init__.py"):
                base = os.path.dirname(base)
            above = [folder, *(parent for parent in parents(folder) if self._inside(parent))]
            beside = [
                os.path.join(parent, name) if name else parent
                for parent in above
                for name in _CODE_FOLDERS
                if not name or self._has(parent, name)
            ]
            self._roots[folder] = tuple(dict.fromkeys((base, *self.pythonpath, *beside)))
        return self._roots[folder]

    def _holds_tests_of(self, root: str, name: str) -> bool:
        """Whether a package holds tests in a folder of that name: that is not what ``import redis`` brings."""
        if root == self.root or not self._has(root, name) or not self._has(root, "__init__.py"):
            return False
        return self._has(os.path.join(root, name), TESTS)

    def _inside(self, folder: str) -> bool:
        return folder == self.root or folder.startswith(self.root + os.sep)

    def _below(self, root: str, parts: list[str]) -> tuple[str, str] | None:
        folder, found = root, None
        for position, part in enumerate(parts):
            rest = ".".join(parts[position + 1 :])
            if self._has(folder, f"{part}.py"):
                return os.path.join(folder, f"{part}.py"), rest
            if not self._has(folder, part):
                break
            folder = os.path.join(folder, part)
            if self._has(folder, "__init__.py"):
                found = os.path.join(folder, "__init__.py"), rest
        return found

    def _package(self, folder: str, rest: str) -> tuple[str, str] | None:
        return (os.path.join(folder, "__init__.py"), rest) if self._has(folder, "__init__.py") else None

    def _has(self, folder: str, name: str) -> bool:
        found = holds(self._names(folder), name)
        if self._consulted:
            self._consulted.asked(self._place, folder, name, found=found)
        return found

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._folders:
            if self._consulted:
                self._consulted.stamped(folder)
            self._folders[folder] = names_in(folder)
        return self._folders[folder]


def is_test_path(path: str) -> bool:
    """Whether a file lies in a folder for tests."""
    folders = path.replace(os.sep, "/").split("/")[:-1]
    return any(name in _TEST_FOLDERS or name.endswith(("_tests", "_test")) for name in folders) or os.path.basename(
        path
    ).startswith(("test_", "conftest"))
