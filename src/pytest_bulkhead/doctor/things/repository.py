"""The repository, from which meta-tests and reviews learn what was there before."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State

TITLE = "Git"


def look(case: Case) -> Iterator[Line]:
    """Where it is, what is checked out, and how far back it goes."""
    git = case.subject.git
    if git is None:
        yield Line("repository", "none that git can read", state=State.NOTE)
        return
    yield Line("repository", str(git.top))
    head = git.head
    branch = (git.tell("branch", "--show-current") or "").strip() or "no branch"
    yield Line("checked out", f"{branch}, {head[:12]}" if head else f"{branch}, without a commit")
    if git.is_shallow:
        remedy = "For `bulkhead review` and the baseline's growth, fetch the rest: `git fetch --unshallow`."
        yield Line("history", "cut off, by a shallow clone", state=State.WARNING, remedy=remedy)
