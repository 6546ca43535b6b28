"""The hooks are of no older version than the package that runs the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_bulkhead import __version__
from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "An older hook lets through what CI then refuses."

_RELEASE = re.compile(r"v?(\d+(?:\.\d+)+)")


def look(subject: Subject) -> Iterator[Fault]:
    """Each that is older."""
    pinned = [entry for entry in subject.hooks if _RELEASE.match(entry.revision)]
    if not pinned:
        raise DoesNotApplyError("no hook of pytest-bulkhead is pinned to a version")
    installed = subject.facts.packages.get("pytest-bulkhead", __version__)
    for entry in pinned:
        if _numbers(entry.revision) < _numbers(installed):
            yield Fault(
                f"{subject.shown(entry.path)}:{entry.line} runs the hook {entry.name} of {entry.revision}, "
                f"and {installed} is installed.",
                f"Pin pytest-bulkhead=={installed} there."
                if entry.repository in ("", "local")
                else f"Run `pre-commit autoupdate --repo {entry.repository}`.",
            )


def _numbers(version: str) -> tuple[int, ...]:
    found = _RELEASE.match(version)
    numbers = [int(number) for number in found[1].split(".")] if found else []
    return (*numbers, 0, 0, 0)[:3]
