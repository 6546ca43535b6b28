"""Which files are the suite's, which are the project's, and which are somebody else's."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterable
from os import stat as os_stat
from pathlib import Path

from pytest_bulkhead.plugin.interpreter_folders import STANDARD
from pytest_bulkhead.plugin.trace import Trace, importing_module

_FOREIGN_FOLDERS = frozenset({"site-packages", "dist-packages"})
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})
_PACKAGE = "__init__.py"
_TEST_FILE = re.compile(r"(test_.*|.*_test|tests|conftest)\.py")


class Ground:
    """Tells whose a file is, by its path and by what pytest has collected."""

    def __init__(self, root: str) -> None:
        """Start with nothing collected.

        Args:
            root: the folder that the project's paths are relative to.
        """
        self._root = root.rstrip(os.sep) + os.sep
        self._collected: set[str] = set()

    def collected(self, paths: Iterable[str]) -> None:
        """Take these files as test code, whatever they are called and wherever they lie."""
        self._collected.update(paths)

    def is_standard(self, path: str) -> bool:
        """Whether the file is the standard library's."""
        return path.startswith(STANDARD) and _FOREIGN_FOLDERS.isdisjoint(path.split(os.sep))

    @property
    def root(self) -> str:
        """The folder that the project's paths are relative to."""
        return self._root.rstrip(os.sep)

    def is_collected(self, path: str) -> bool:
        """Whether pytest has collected tests from the file."""
        return path in self._collected

    def is_import_root(self, folder: str) -> bool:
        """Whether pytest imports a package from the folder for the tests that lie in it, and puts it on the path."""
        above = folder.rstrip(os.sep) + os.sep
        tops = {path[len(above) :].partition(os.sep)[0] for path in self._collected if path.startswith(above)}
        return not _is_file(above + _PACKAGE) and any(_is_file(f"{above}{top}{os.sep}{_PACKAGE}") for top in tops)

    def is_project(self, path: str) -> bool:
        """Whether the file lies in the project, and is not a library installed below it."""
        if path in self._collected:
            return True
        if not path.startswith(self._root) or path.startswith(STANDARD):
            return False
        return _FOREIGN_FOLDERS.isdisjoint(path[len(self._root) :].split(os.sep)[:-1])

    def is_test_code(self, path: str) -> bool:
        """Whether the file is the suite's own: collected, named as a test, or in a folder of tests."""
        if path in self._collected:
            return True
        if not self.is_project(path):
            return False
        *folders, name = path[len(self._root) :].split(os.sep)
        return bool(_TEST_FILE.fullmatch(name)) or not _TEST_FOLDERS.isdisjoint(folders)

    def is_import_effect(self, trace: Trace | None) -> bool:
        """Whether a change was made by the first import of code that is not the suite's own."""
        imported = importing_module(trace or ())
        return imported is not None and not self.is_test_code(imported)

    def relative(self, path: str) -> str:
        """The path as findings have it: relative to the root where it lies below it, with ``/``."""
        return path.removeprefix(self._root).replace(os.sep, "/")

    def state_name(self, name: str) -> str:
        """The name of a state, which for a path must be alike in each run and in each worker."""
        if not Path(name).is_absolute() or name.startswith(self._root):
            return self.relative(name)
        temporary = (tempfile.gettempdir(), os.path.realpath(tempfile.gettempdir()))
        if name.startswith(tuple(folder + os.sep for folder in temporary)):
            return "a temporary folder"
        return name


def _is_file(path: str) -> bool:
    """As that of `os.path`, which asks what a test may have replaced."""
    try:
        return stat.S_ISREG(os_stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False
