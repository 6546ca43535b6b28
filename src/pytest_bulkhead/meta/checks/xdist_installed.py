"""Where workers are asked for, there is a pytest-xdist to make them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "What fails only in parallel is then seen by CI alone, and by nobody who could try it at home."

_ASKED = r"(?:pytest|py\.test)\b.*?\s(?:-n[\s=]*|--numprocesses[\s=]+)(?:auto|logical|[1-9])"
_OLDEST = (3, 5)


def look(subject: Subject) -> Iterator[Fault]:
    """Whether it is installed, and new enough."""
    asking = subject.ci_with(_ASKED)
    if not asking and not subject.facts.workers:
        raise DoesNotApplyError("neither the settings nor CI run tests in workers")
    version = subject.facts.packages.get("pytest-xdist")
    if version is None:
        at = f"{subject.shown(asking[0].path)}:{asking[0].line}" if asking else "The settings"
        yield Fault(
            f"{at} ask{'s' * bool(asking)} for workers, and {subject.facts.executable} has no pytest-xdist.",
            "Add `pytest-xdist>=3.5` to the test requirements.",
        )
    elif tuple(int(number) for number in re.findall(r"\d+", version)[:2]) < _OLDEST:
        yield Fault(f"pytest-xdist {version} is older than 3.5.", "Upgrade it.")
