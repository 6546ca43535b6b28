"""Patterns of paths, as settings hold them: of a whole path, of a folder above it, or of a bare name."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathPatterns:
    """Glob patterns.

    Args:
        patterns: one without a slash is matched with each folder's and the file's own name, too.
        base: the folder to which they are relative.
    """

    patterns: tuple[str, ...] = ()
    base: str = ""

    def match(self, path: str) -> bool:
        """Whether a pattern means a path, or a folder above it."""
        return bool(self.patterns) and any(True for _ in self.matching(path))

    def matching(self, path: str) -> Iterable[str]:
        """The patterns that mean a path, or a folder above it."""
        relative = os.path.relpath(path, self.base).replace(os.sep, "/")
        parts = relative.split("/")
        candidates = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        for pattern in self.patterns:
            bare = pattern.rstrip("/")
            if any(
                fnmatch.fnmatch(candidate, bare) or ("/" not in bare and fnmatch.fnmatch(name, bare))
                for candidate, name in zip(candidates, parts, strict=True)
            ):
                yield pattern
