"""How a project runs its tests under pytest-xdist, as far as its settings, CI files and scripts tell."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.index import ProjectIndex

_SETTINGS = ("pytest.ini", ".pytest.ini", "pytest.toml", "pyproject.toml", "tox.ini", "setup.cfg")
_FILES = (
    *_SETTINGS,
    *("noxfile.py", "tasks.py", "Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "Taskfile.yml"),
    *(".gitlab-ci.yml", "azure-pipelines.yml", ".travis.yml", "appveyor.yml", "bitbucket-pipelines.yml"),
)
_FOLDERS = {
    ".github/workflows": (".yml", ".yaml"),
    ".circleci": (".yml", ".yaml"),
    ".buildkite": (".yml", ".yaml", ".sh"),
    "scripts": (".sh", ".py"),
    "ci": (".sh", ".yml", ".yaml"),
    ".": (".sh",),
}
_COMMAND = re.compile(r"\b(?:pytest|py\.test|addopts)\b([^\n]*)")
_END = re.compile(r"&&|\|\||[;|]")
_WORKERS = re.compile(r"(?:^|\s)(?:-n|--numprocesses)(?:\s+|=)?(?P<count>auto|logical|[1-9]\d*|\$\S+|\{\S+)")
_LOADGROUP = re.compile(rb"--dist[\s=\"',]+loadgroup")
_DIST = re.compile(r"(?:^|\s)--dist(?:\s+|=)(?P<mode>\w+)")


@dataclass(frozen=True, slots=True)
class XdistRun:
    """A place that runs pytest in workers, or says how tests are distributed wherever it is.

    Args:
        path: absolute.
        dist: the mode of distribution, empty where none is given.
        workers: whether it asks for workers by itself.
    """

    path: str
    line: int
    dist: str
    workers: bool = True


def xdist_runs(folder: str, index: ProjectIndex) -> list[XdistRun]:
    """What is said of runs under xdist of the suite in a folder, and of the project around it.

    Args:
        folder: of the suite's settings.
        index: the project.
    """
    folders = dict.fromkeys((folder, index.root))
    return [run for one in folders for path in _candidates(one, index) for run in _runs(path, index)]


def _candidates(folder: str, index: ProjectIndex) -> Iterator[str]:
    entries = index.roots.entries(folder)
    for name in _FILES:
        if name in entries:
            yield os.path.join(folder, name)
    for name, endings in _FOLDERS.items():
        if name.split("/")[0] in entries or name == ".":
            inner = os.path.normpath(os.path.join(folder, name))
            for entry in sorted(index.roots.entries(inner)):
                if entry.endswith(endings):
                    yield os.path.join(inner, entry)


def _runs(path: str, index: ProjectIndex) -> Iterator[XdistRun]:
    data = index.data(path)
    # Often enough the options go through another command that runs pytest with them.
    chosen = _LOADGROUP.search(data)
    if chosen:
        yield XdistRun(path, data.count(b"\n", 0, chosen.start()) + 1, "loadgroup", workers=False)
    if b"pytest" not in data and b"py.test" not in data:
        return
    for line, command in _commands(data.decode(errors="replace")):
        workers, mode = _WORKERS.search(command), _DIST.search(command)
        if workers or mode:
            yield XdistRun(path, line, mode["mode"] if mode else "", workers is not None)


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """What follows the name of pytest, or `addopts`, on a line and those that it is continued on."""
    joined = re.sub(r"\$\(([^()]*)\)", r"$\1", re.sub(r"\\\r?\n", "  ", text))
    # Lists of arguments, as nox and TOML have them, read like a command line.
    joined = re.sub(r"\[([^\[\]]*)\]|\(([^()]*)\)", lambda found: found[0].replace("\n", " "), joined)
    joined = re.sub(r"(?m)(addopts\s*=[^\n]*)((?:\n[ \t]+[^\n]+)+)", lambda found: found[0].replace("\n", " "), joined)
    for found in _COMMAND.finditer(joined):
        before = joined.rfind("\n", 0, found.start()) + 1
        if joined[before : found.start()].lstrip().startswith(("#", "//")):
            continue
        rest = _END.split(found[1])[0]
        yield _line(text, found[1]), re.sub(r"[\"',\[\]()]", " ", rest)


def _line(text: str, command: str) -> int:
    """The line of the original on which the first option of a command stands."""
    first = command.strip().split("  ")[0][:40]
    position = text.find(first) if first else -1
    return text.count("\n", 0, max(0, position)) + 1
