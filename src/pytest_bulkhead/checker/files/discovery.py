"""Which files of a tree are test code, in an order that depends on nothing but their names."""

from __future__ import annotations

import contextlib
import fnmatch
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.checker.files.consulted import Consulted
from pytest_bulkhead.checker.files.consulted_kinds import SHAPED, SUITE
from pytest_bulkhead.checker.files.folders import Listing, names_in
from pytest_bulkhead.checker.files.layout import is_test_path, parents
from pytest_bulkhead.checker.files.patterns import PathPatterns
from pytest_bulkhead.checker.files.pytest_ini import INI_FILES, PytestIni, read_ini
from pytest_bulkhead.checker.source.source import UnreadableError
from pytest_bulkhead.settings import Settings


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

    def files(self, folder: str, consulted: Consulted | None = None) -> Iterator[str]:
        """The test modules and conftest files below a folder.

        Args:
            folder: absolute.
            consulted: is told what the answer goes by.
        """
        consulted = consulted or Consulted()
        ini = self.ini_for(folder, consulted, SUITE + folder)
        yield from self._walk(folder, folder, ini, set(), consulted)

    def ini_for(self, folder: str, consulted: Consulted | None = None, node: str = "") -> PytestIni:
        """The nearest settings at or above a folder, pytest's own where there are none.

        Args:
            folder: absolute.
            consulted: is told what the answer goes by.
            node: for whose sake it is asked.
        """
        for one in (folder, *parents(folder)):
            if consulted and node:
                self._note(one, consulted, node)
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

    def _walk(
        self, folder: str, start: str, ini: PytestIni, seen: set[tuple[int, int]], consulted: Consulted
    ) -> Iterator[str]:
        consulted.stamped(folder)
        consulted.link(SUITE + start, SHAPED + folder)
        try:
            status = os.stat(folder)
            listing = Listing(folder)
        except OSError:
            consulted.answer(SHAPED + folder, "")
            return
        consulted.shaped(folder, listing)
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        if listing.is_environment and folder != start:
            return
        if listing.settings:
            self._note(folder, consulted, SUITE + start)
            ini = self._ini_at(folder, listing.settings) or ini
        if self._is_wanted(folder, start, ini):
            for name in listing.files:
                path = os.path.join(folder, name)
                if (name == "conftest.py" or _matches(name, ini.python_files)) and not self.is_excluded(path):
                    yield path
        for name in listing.folders:
            path = os.path.join(folder, name)
            if _is_entered(path, name, ini) and not self.is_excluded(path):
                yield from self._walk(path, start, ini, seen, consulted)

    def _note(self, folder: str, consulted: Consulted, node: str) -> None:
        """What the settings in a folder go by."""
        if consulted.since:
            consulted.stamped(folder)
            names = names_in(folder)
            for name in INI_FILES:
                consulted.asked_by(node, folder, name, found=name in names)
                if name in names:
                    consulted.link(node, os.path.join(folder, name))
                    with contextlib.suppress(UnreadableError):
                        consulted.read(os.path.join(folder, name))

    def _ini_at(self, folder: str, names: set[str] | None = None) -> PytestIni | None:
        if folder not in self._inis:
            self._inis[folder] = read_ini(folder, names_in(folder) if names is None else names)
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


def _is_entered(path: str, name: str, ini: PytestIni) -> bool:
    return not any(
        fnmatch.fnmatch(name, pattern) or ("/" in pattern and fnmatch.fnmatch(path, f"*/{pattern}"))
        for pattern in ini.norecursedirs
    )


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(name, pattern.rpartition("/")[2]) for pattern in patterns)


def _is_part(folder: str, pattern: str) -> bool:
    """A test path may be a single file, or lie deeper than the folder that is asked about."""
    return pattern.endswith(".py") and (os.path.dirname(pattern) or ".") == folder
