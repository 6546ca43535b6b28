"""What a path is called, alike in each run and each worker; and which paths are nobody's."""

from __future__ import annotations

import calendar
import os
import re
import sys
import sysconfig
import tempfile

from pytest_bulkhead.plugin.touching.own_path import PATH
from pytest_bulkhead.plugin.touching.unreplaced import Clocks

PARENT = "getbasetemp().parent"
"""What the folder is called that pytest's folders for temporary files lie in, one for each worker."""

_HARMLESS = ("/dev/", "/proc/", "/sys/", "/run/")
_TOOLS = frozenset({"__pycache__", ".pytest_cache", ".hypothesis", ".bulkhead", ".mypy_cache", ".ruff_cache", ".git"})
_CODE = (".py", ".pyc", ".pyo", ".pyi", ".so", ".pyd", ".dylib", ".dll")
_SYSTEM = ("/usr/", "/etc/", "/lib/", "/lib64/", "/bin/", "/sbin/", "/System/", "/Library/", "/opt/")
_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"|(?<![0-9a-f])[0-9a-f]{12}[14][0-9a-f]{3}[89ab][0-9a-f]{15}(?![0-9a-f])",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"(?<![0-9])[0-9]{10}")
_STAMP = re.compile(
    r"(?<![0-9])(20[0-9]{2})[-_]?([01][0-9])[-_]?([0-3][0-9])[-_ T]?([0-2][0-9])[-_:]?([0-5][0-9])[-_:]?([0-6][0-9])"
)
_DAY = 24 * 3600
_LEAST_PID = 100
"""A lesser number is too common to be taken for that of a process."""
_KEPT = 4096


class Places:
    """Knows the places of one process."""

    def __init__(self, root: str, basetemp: str | None, worker: str) -> None:
        """Learn where things are.

        Args:
            root: the project's folder.
            basetemp: pytest's folder for this worker, where that was said; it is not made.
            worker: `main` where there are none.
        """
        self.root = os.path.realpath(root)
        self._temporary = os.path.realpath(tempfile.gettempdir())
        parent = os.environ.get("PYTEST_DEBUG_TEMPROOT") or self._temporary
        own = re.escape(os.path.realpath(parent)) + r"/(?P<parent>pytest-of-[^/]+)(?:/(?P<own>pytest-\d+)|$)?"
        self._of_pytest = re.compile(own)
        self._basetemp = os.path.realpath(basetemp) if basetemp else ""
        # A serial run's folder is nobody else's; what lies above it is no more pytest's.
        self._above = os.path.dirname(self._basetemp) if basetemp and worker != "main" else ""  # noqa: PTH120
        self._private: set[str] = set()
        self._random = re.compile(re.escape(self._temporary) + r"/tmp[a-z0-9_]{8}[^/]*(?:/|$)")  # noqa: S108
        self._own = self._own_names(worker)
        standard = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, sys.exec_prefix]
        self._installed = tuple({os.path.realpath(path) + os.sep for path in standard if path != "/usr"})
        self._alone = {os.sep, self._temporary, os.path.expanduser("~")}  # noqa: PTH111
        self._names: dict[tuple[str, bool], str | None] = {}

    def make_private(self, path: str) -> None:
        """Take a path, and all below it, as nobody's: its name was made up a moment ago."""
        self._private.update((path, PATH.realpath(path)))
        self._names.clear()

    def is_private_folder(self, path: str) -> bool:
        """Whether all that lies in a canonical folder is nobody's."""
        if path.startswith(_HARMLESS) or not _TOOLS.isdisjoint(path.split(os.sep)):
            return True
        return self._is_made_up(path) or self._in_pytests(path + "/x") == ""

    def name_of(self, path: str, *, is_look: bool) -> str | None:
        """What a canonical path is called; None where it is nobody's.

        Args:
            path: absolute, without links.
            is_look: whether nothing is changed: of what nobody writes in tests, looks are nobody's.
        """
        key = (path, is_look)
        if key not in self._names:
            if len(self._names) > _KEPT:
                self._names.clear()
            self._names[key] = self._name(path, is_look)
        return self._names[key]

    def _name(self, path: str, is_look: bool) -> str | None:
        if path.startswith(_HARMLESS) or path in ("/dev", "/proc", "/sys", os.devnull):
            return None
        parts = path.split(os.sep)
        if not _TOOLS.isdisjoint(parts) or parts[-1].startswith(".coverage"):
            return None
        if is_look and parts[-1].startswith("<"):  # the name of code that stands in no file, as tracebacks ask for it
            return None
        if is_look and (path.endswith(_CODE) or path in self._alone or path.startswith((*_SYSTEM, *self._installed))):
            return None
        if self._is_made_up(path):
            return None
        above = self._in_pytests(path)
        if above is not None:
            return f"{PARENT}/{above}" if above else None
        if path == self.root:
            return "."
        return printable(path.removeprefix(self.root + os.sep).replace(os.sep, "/"))

    def _in_pytests(self, path: str) -> str | None:
        """Of a path in a folder of pytest's for temporary files, what lies beside; empty where it is the worker's."""
        if self._basetemp and (path == self._basetemp or path.startswith(self._basetemp + os.sep)):
            return ""
        if self._above and path.startswith(self._above + os.sep) and not self._is_below_root(path):
            return path[len(self._above) + 1 :].replace(os.sep, "/")
        found = self._of_pytest.match(path)
        # A project may itself lie in such a folder, as that of a test of tests does.
        if found is None or self._is_below_root(path):
            return None
        rest = path[found.end() :].strip(os.sep).replace(os.sep, "/")
        is_own = found["own"] or not rest or rest.startswith(("pytest-", "garbage-"))
        return "" if is_own else rest

    def _is_made_up(self, path: str) -> bool:
        """Whether a name was made up for this process, or this moment."""
        if self._random.match(path) and not self._is_below_root(path):
            return True
        if self._private:
            folder = path
            while len(folder) > 1:
                if folder in self._private:
                    return True
                folder = folder.rpartition(os.sep)[0]
        return self.is_own_name(path.removeprefix(self.root))

    def is_own_name(self, name: str) -> bool:
        """Whether a name bears what tells this process, or this moment, from others."""
        if self._own.search(name) or _UUID.search(name):
            return True
        moments = [*map(int, _MOMENT.findall(name)), *map(_seconds, _STAMP.findall(name))]
        return any(abs(moment - Clocks.time()) < _DAY for moment in moments)

    def _is_below_root(self, path: str) -> bool:
        return path == self.root or path.startswith(self.root + os.sep)

    @staticmethod
    def _own_names(worker: str) -> re.Pattern[str]:
        """What tells this process from others: its number, and the worker's."""
        # Without workers, the worker library says `gw0`.
        names = [r"(?<![a-zA-Z0-9])gw0(?![0-9])" if worker == "main" else rf"{re.escape(worker)}(?![0-9])"]
        if os.getpid() >= _LEAST_PID:
            names.append(rf"(?<![0-9]){os.getpid()}(?![0-9])")
        return re.compile("|".join(names))


def _seconds(parts: tuple[str, ...]) -> int:
    """Of a date and a time, as if they were those of Greenwich: within a day that makes no difference."""
    year, month, day, hour, minute, second = map(int, parts)
    return calendar.timegm((year, month, day, hour, minute, second)) if month and day else 0


def printable(text: str) -> str:
    """A name that can be sent and written, whatever bytes it was made of."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
