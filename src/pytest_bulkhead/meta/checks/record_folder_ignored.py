"""What runs leave in `.bulkhead/` stays out of the repository."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.record.folder import FOLDER

WHY = "Records hold the names of tests and files of one machine, differ with every run, and grow."


def look(subject: Subject) -> Iterator[Fault]:
    """Whether git looks away from it."""
    folder = subject.root / FOLDER
    if subject.git is None:
        raise DoesNotApplyError("the project is in no git repository")
    if not folder.is_dir():
        raise DoesNotApplyError(f"there is no {FOLDER}/ yet")
    tracked = subject.git.tracked(folder)
    if tracked:
        yield Fault(f"{tracked[0]} is in the repository.", f"Run `git rm -r --cached {FOLDER}`.")
    if not subject.git.ignores(folder / "runs" / "a-run.jsonl"):
        yield Fault(
            f"git does not ignore {FOLDER}/.", f"Restore {FOLDER}/.gitignore (one line: `*`), or ignore it above."
        )
