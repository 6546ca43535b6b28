"""Which distributions a project asks for, as far as its own files tell."""

from __future__ import annotations

import os
import re

from pytest_bulkhead.checker.meaning.index import ProjectIndex

_FILES = re.compile(
    r"(?:pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|noxfile\.py|.*requirements.*\.(?:txt|in)|Pipfile|environment\.ya?ml)$"
)


def asks_for(distribution: str, folder: str, index: ProjectIndex) -> bool:
    """Whether a file of the suite in a folder, or of the project around it, names a distribution.

    Args:
        distribution: with hyphens, in lower case.
        folder: of the suite's settings.
        index: the project.
    """
    wanted = re.compile(rb"(?i)(?<![\w-])" + distribution.replace("-", "[-_.]").encode() + rb"(?![\w-])")
    return any(
        wanted.search(index.data(os.path.join(one, name)))
        for one in dict.fromkeys((folder, index.root))
        for name in sorted(index.roots.entries(one))
        if _FILES.match(name)
    )
