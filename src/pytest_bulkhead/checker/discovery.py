"""Which files of a tree are test code, in an order that depends on nothing but their names."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.checker.layout import is_test_path, parents
from pytest_bulkhead.checker.patterns import PathPatterns
from pytest_bulkhead.checker.pytest_ini import PytestIni, read_ini
from pytest_bulkhead.settings import Settings

# Folders of tools, never of a project's own tests; pytest does not look into them either.
_SKIPPED = frozenset({
    "CVS", "_darcs", "build", "dist", "node_modules", "venv", "site-packages", "__pycache__", "__pypackages__",
})  # fmt: skip


def discover(paths: Iterable[str | os.PathLike[str]], settings: Settings) -> list[str]:
    """The test files that checking these paths would look at, but for helpers that only they import."""
    discovery = Discovery(settings.exclude, str(settings.root or os.getcwd()))
    found: dict[str, None] = {}
    for path in map(os.path.abspath, paths):
        found.update(dict.fromkeys(discovery.files(path) if os.path.isdir(path) else (path,)))
    return sorted(found)


@dataclass
class Discovery:
    """Walks a tree as pytest would.

    Args:
        exclude: glob patterns of paths that are left out.
        base: the folder to which they are relative.
    """

    exclude: tuple[str, ...] = ()
    base: str = ""
    _inis: dict[str, PytestIni | None] = field(default_factory=dict)

    def files(self, folder: str) -> Iterator[str]:
        """The test modules and conftest files below a folder."""
        yield from self._walk(folder, folder, self.ini_for(folder), set())

    def ini_for(self, folder: str) -> PytestIni:
        """The nearest settings at or above a folder, pytest's own where there are none."""
        for one in (folder, *parents(folder)):
            found = self._ini_at(one)
            if found:
                return found
        return PytestIni(folder)

    def is_test_code(self, path: str) -> bool:
        """Whether a file that somebody names is test code: collected by its name, or a helper in a folder for tests."""
        folder, name = os.path.split(path)
        if self.is_excluded(path) or not name.endswith(".py"):
            return False
        return is_test_path(path) or _matches(name, self.ini_for(folder).python_files)

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern of the settings leaves a path out, itself or a folder above it."""
        return bool(self.exclude) and PathPatterns(self.exclude, self.base).match(path)

    def _walk(self, folder: str, start: str, ini: PytestIni, seen: set[tuple[int, int]]) -> Iterator[str]:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
            status = os.stat(folder)
        except OSError:
            return
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and folder != start:
            return
        ini = self._ini_at(folder, names) or ini
        wanted = self._is_wanted(folder, start, ini)
        for entry in entries:
            if wanted and self._is_test_code(entry, ini) and not self.is_excluded(entry.path):
                yield entry.path
        for entry in entries:
            if _is_folder(entry) and self._is_entered(entry, ini) and not self.is_excluded(entry.path):
                yield from self._walk(entry.path, start, ini, seen)

    def _ini_at(self, folder: str, names: set[str] | None = None) -> PytestIni | None:
        if folder not in self._inis:
            if names is None:
                try:
                    names = set(os.listdir(folder))
                except OSError:
                    names = set()
            self._inis[folder] = read_ini(folder, names)
        return self._inis[folder]

    def _is_wanted(self, folder: str, start: str, ini: PytestIni) -> bool:
        """Whether pytest, started at the project's own folder, would come here."""
        if not ini.testpaths or not (ini.folder == start or ini.folder.startswith(start + os.sep)):
            return True
        relative = os.path.relpath(folder, ini.folder).replace(os.sep, "/")
        candidates = relative.split("/")
        above = ["/".join(candidates[: end + 1]) for end in range(len(candidates))]
        patterns = [os.path.normpath(one).replace(os.sep, "/") for one in ini.testpaths]
        return "." in patterns or any(
            fnmatch.fnmatch(one, pattern) or _is_part(one, pattern) for one in above for pattern in patterns
        )

    def _is_entered(self, entry: os.DirEntry[str], ini: PytestIni) -> bool:
        name = entry.name
        if name in _SKIPPED or name.startswith(".") or name.endswith((".egg", ".egg-info")):
            return False
        return not any(
            fnmatch.fnmatch(name, pattern) or ("/" in pattern and fnmatch.fnmatch(entry.path, f"*/{pattern}"))
            for pattern in ini.norecursedirs
        )

    def _is_test_code(self, entry: os.DirEntry[str], ini: PytestIni) -> bool:
        if not entry.name.endswith(".py"):
            return False
        if entry.name != "conftest.py" and not _matches(entry.name, ini.python_files):
            return False
        try:
            return entry.is_file()
        except OSError:
            return False


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(name, pattern.rpartition("/")[2]) for pattern in patterns)


def _is_part(folder: str, pattern: str) -> bool:
    """A test path may be a single file, or lie deeper than the folder that is asked about."""
    return pattern.endswith(".py") and (os.path.dirname(pattern) or ".") == folder


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
