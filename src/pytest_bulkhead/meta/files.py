"""Where a project keeps its meta-tests."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "test_isolation_meta.py"
"""Under which `bulkhead init` writes them."""

_NOT_THE_PROJECTS = ("node_modules", "site-packages", "__pycache__", "templates")


def find_meta_tests(root: Path) -> list[Path]:
    """The files of that name below a project, outside of its environments and hidden folders."""
    found = []
    for folder, inner, files in os.walk(root):
        if "pyvenv.cfg" in files:
            inner.clear()
            continue
        inner[:] = sorted(name for name in inner if name not in _NOT_THE_PROJECTS and not name.startswith("."))
        if NAME in files:
            found.append(Path(folder, NAME))
    return found
