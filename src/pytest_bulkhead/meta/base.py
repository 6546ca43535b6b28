"""What there was where the work at hand began, and what its commits say on purpose."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError
from pytest_bulkhead.meta.subject import Subject

WAIVER = "Isolation-waiver"
"""Begins a line of a commit message that names a check and a reason: what this branch does, it does on purpose."""


def text_before(path: Path, subject: Subject) -> str:
    """A file as it was where the branch left the one that it is meant for; without one, in the last commit.

    Raises:
        DoesNotApplyError: nothing tells how it was.
    """
    if subject.git is None:
        raise DoesNotApplyError("the project is in no git repository, so nothing tells what there was before")
    if subject.base is None:
        raise DoesNotApplyError("the repository has no commit yet")
    if subject.base == subject.git.head and subject.git.is_shallow:
        raise DoesNotApplyError("the clone is shallow: have CI fetch the whole history (`fetch-depth: 0`)")
    text = subject.git.text_at(subject.base, path)
    if text is None:
        raise DoesNotApplyError(f"{path.name} was not there before")
    return text


def waived(name: str, subject: Subject) -> bool:
    """Whether a commit of the branch says, with a reason, that a check may see less than before."""
    said = (subject.git.tell("log", "--format=%B", f"{subject.base}..HEAD") if subject.git else None) or ""
    return re.search(rf"^{WAIVER}:\s*{re.escape(name)}\s+\S", said, re.MULTILINE) is not None
