"""Our extras: what the command can do once their packages are there."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State

TITLE = "Extras of the command"

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+).*;.*\bextra\s*==\s*['\"](?P<extra>[\w-]+)['\"]")


def look(case: Case) -> Iterator[Line]:
    """Each, with the packages that are missing where bulkhead itself is installed."""
    by_extra: dict[str, list[str]] = {}
    for requirement in _requirements():
        if found := _REQUIREMENT.match(requirement):
            by_extra.setdefault(found["extra"], []).append(found["name"])
    for extra, names in sorted(by_extra.items()):
        missing = [name for name in names if not _is_installed(name)]
        if missing:
            remedy = f'Where it is wanted: `pip install "pytest-bulkhead[{extra}]"`.'
            yield Line(extra, f"without {', '.join(missing)}", state=State.NOTE, remedy=remedy)
        else:
            yield Line(extra, "installed")


def _requirements() -> list[str]:
    try:
        return importlib.metadata.requires("pytest-bulkhead") or []
    except importlib.metadata.PackageNotFoundError:  # run from a folder of source
        return []


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
