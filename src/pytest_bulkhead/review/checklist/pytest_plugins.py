"""Plugins of pytest that come in as dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place

QUESTION = (
    "Plugins of pytest come in or go. Do they work in workers, and whose order, seed, sockets or clock do they change?"
)
_PLUGIN = re.compile(rb"(?i)(?<![\w./-])(pytest[-_][a-z0-9]+(?:[-_][a-z0-9]+)*)(?![\w-])")
_FILES = re.compile(
    r"(?:pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|noxfile\.py|.*requirements.*\.(?:txt|in)|.*constraints.*\.txt|"
    r"Pipfile|environment\.ya?ml)$"
)
_IN_A_FOLDER = re.compile(r"(?:^|/)requirements/[^/]+\.(?:txt|in)$")


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The plugins that are named in files of dependencies, and were not, or are no more."""
    for file in files:
        if not _FILES.match(file.name) and not _IN_A_FOLDER.search(file.path):
            continue
        before, after = _named(file.before), _named(file.after)
        for name in sorted(after.keys() - before.keys()):
            yield Place(file.path, after[name], f"{name}, new")
        for name in sorted(before.keys() - after.keys()):
            yield Place(file.path, 0, f"{name}, gone")


def _named(data: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in _PLUGIN.finditer(data):
        name = match[1].decode().lower().replace("_", "-")
        found.setdefault(name, data.count(b"\n", 0, match.start()) + 1)
    return found
