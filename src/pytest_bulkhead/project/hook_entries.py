"""What is run before a commit: the entries of ours in the configuration of pre-commit, lefthook or husky, read as text.

Not by a parser of YAML, which an environment that runs tests need not have.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

PRE_COMMIT = ".pre-commit-config.yaml"
MANAGERS = (
    *(PRE_COMMIT, "prek.toml"),
    *("lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml", ".husky/pre-commit"),
)
"""The files in which a project says what is run before a commit."""

_REPOSITORY = re.compile(r"\s*-?\s*repo:\s*['\"]?(?P<url>[^\s'\"#]+)")
_REVISION = re.compile(r"\s*-?\s*rev:\s*['\"]?(?P<revision>[^\s'\"#]+)")
_HOOK = re.compile(r"\s*-\s*\{?\s*id:\s*['\"]?(?P<id>[\w-]+)")
_COMMAND = re.compile(r"\bbulkhead['\",\s]+(?:check|audit)\b")
_PINNED = re.compile(r"\bpytest[-_]bulkhead(?:\[[\w,-]*\])?\s*==\s*(?P<version>[\w.]+)")
_OURS = "bulkhead"


@dataclass(frozen=True, slots=True)
class HookEntry:
    """One hook of ours.

    Args:
        path: of the file.
        line: where it stands.
        name: of the hook, or the command that is run.
        repository: the URL, `local`, or empty where there are no such things.
        revision: the tag or commit, or the version that the hook's own requirements pin; empty where there is none.
    """

    path: Path
    line: int
    name: str
    repository: str = ""
    revision: str = ""


def managers_of(top: Path) -> list[Path]:
    """The files of a repository that say what is run before a commit."""
    return [top / name for name in MANAGERS if (top / name).is_file()]


def find_entries(top: Path) -> list[HookEntry]:
    """All hooks of ours that a repository has."""
    return [entry for path in managers_of(top) for entry in _entries(path)]


def _entries(path: Path) -> Iterator[HookEntry]:
    lines = list(_lines(path))
    hooks = [number for number, line in lines if _HOOK.match(line)]
    # The keys of a hook stand in any order, below its name.
    pins = {bisect(hooks, number): pin["version"] for number, line in lines if (pin := _PINNED.search(line))}
    for entry in _unpinned(path):
        version = pins.get(bisect(hooks, entry.line))
        yield replace(entry, revision=version) if version and not entry.revision else entry


def _unpinned(path: Path) -> Iterator[HookEntry]:
    repository = revision = ""
    for number, line in _lines(path):
        if found := _REPOSITORY.match(line):
            repository, revision = found["url"], ""
        elif found := _REVISION.match(line):
            revision = found["revision"]
        elif (found := _HOOK.match(line)) and _OURS in repository:
            yield HookEntry(path, number, found["id"], repository, revision)
        elif found := _COMMAND.search(line):
            yield HookEntry(path, number, " ".join(re.findall(r"\w+", found[0])), repository)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """With their numbers, but for those that are commented out."""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.lstrip().startswith("#"):
            yield number, line
