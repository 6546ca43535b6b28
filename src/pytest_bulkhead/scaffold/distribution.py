"""How the tests of a project are to be handed out to workers, as their marks need it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pytest_bulkhead.checker.files.pytest_ini import INI_FILES
from pytest_bulkhead.plan_file import plan_path

_MARK = b"xdist_group"
_DIST = re.compile(r"--dist[\s=\"',]+([a-z]+)")
_MODES = ("load", "loadscope", "loadfile", "loadgroup", "worksteal", "each")
_USUAL = "load"


def distribution(root: Path, tests: Iterable[str], plan: Path | None) -> tuple[str, bool]:
    """The mode of `--dist`, and whether groups demand it.

    Args:
        root: the project's folder.
        tests: its test files.
        plan: of groups, as the settings name it.
    """
    if plan_path(plan, root).exists() or any(_MARK in _data(Path(path)) for path in tests):
        return "loadgroup", True
    for name in INI_FILES:
        found = _DIST.search(_data(root / name).decode(errors="replace"))
        if found and found[1] in _MODES:
            return found[1], False
    return _USUAL, False


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
