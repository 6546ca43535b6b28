"""A hook of ours looks at test code before it is committed."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.project.hook_entries import managers_of

WHY = "What is told while the code is still in hand costs a minute; what CI tells costs a push."


def look(subject: Subject) -> Iterator[Fault]:
    """Whether there is one."""
    managers = managers_of(subject.top)
    if not managers:
        raise DoesNotApplyError("the repository runs nothing before a commit (no .pre-commit-config.yaml, no lefthook)")
    if not subject.hooks:
        yield Fault(
            f"{subject.shown(managers[0])} has no hook of pytest-bulkhead.",
            "Add the hook `bulkhead`: `bulkhead init` writes the entry.",
        )
