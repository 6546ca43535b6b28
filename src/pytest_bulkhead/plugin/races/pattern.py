"""What a harmless pattern is asked about, and how it names paths."""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import NamedTuple

from pytest_bulkhead.touch import Access


class Case(NamedTuple):
    """A resource that several parties touch and some of them change.

    Args:
        kind: of the resource.
        name: of the resource.
        changes: all that is done to it, but looking.
        clashes: whether harm could come of it, by what is done.
        is_lock: whether it is what a lock of the run is taken on.
    """

    kind: str
    name: str
    changes: frozenset[Access]
    clashes: bool
    is_lock: bool = False


class SetAside(NamedTuple):
    """What was seen and is not told.

    Args:
        kind: of the resource.
        name: of the resource.
        pattern: what it was taken for.
        reason: why that is harmless.
    """

    kind: str
    name: str
    pattern: str
    reason: str


def is_below(case: Case, *patterns: str) -> bool:
    """Whether a file, or a folder above it, bears one of these names.

    Args:
        case: of any kind; only files and the like have paths.
        patterns: a name such as `__pycache__` or `*.pyc` stands for all of that name, a path such as `build/*.txt` for
            those below the root, and what begins with `**/` for those below any folder.
    """
    if case.kind not in ("file", "sqlite", "socket"):
        return False
    return _compiled(patterns).match("/" + case.name.strip("/")) is not None


@functools.lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_translated, patterns)))


def _translated(pattern: str) -> str:
    anywhere = pattern.startswith("**/") or "/" not in pattern.rstrip("/")
    parts = pattern.removeprefix("**/").strip("/").split("/")
    names = "/".join(".*" if part == "**" else _segment(part) for part in parts)
    return f"{'(?:/.*)?' if anywhere else ''}/{names}(?:/.*)?\\Z"


def _segment(part: str) -> str:
    # Of `(?s:…)\Z` what lies within; a star ends at a slash.
    return fnmatch.translate(part).removeprefix("(?s:").rpartition(")")[0].replace(".*", "[^/]*")
