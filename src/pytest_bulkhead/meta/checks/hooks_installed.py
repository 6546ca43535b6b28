"""The hooks that are configured really run in this clone."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "A hook that is only written down checks nothing."

_INSTALL = {"lefthook": "lefthook install", "husky": "npx husky"}


def look(subject: Subject) -> Iterator[Fault]:
    """Whether git finds a hook, and this one starts what is configured."""
    if not subject.hooks:
        raise DoesNotApplyError("no hook of pytest-bulkhead is configured")
    if subject.git is None:
        raise DoesNotApplyError("the project is in no git repository")
    if subject.is_in_ci:
        raise DoesNotApplyError("CI commits nothing, so nobody installs hooks there")
    path = subject.git.hooks_folder / "pre-commit"
    manager = next((name for name in _INSTALL if name in subject.hooks[0].path.as_posix()), "pre-commit")
    remedy = f"Run `{_INSTALL.get(manager, 'pre-commit install')}` in this clone."
    if not path.is_file():
        yield Fault(f"{subject.shown(path)} is missing, so git runs no hook before a commit.", remedy)
    elif not any(name in path.read_text(encoding="utf-8", errors="replace") for name in (manager, "prek", "bulkhead")):
        yield Fault(f"{subject.shown(path)} is somebody else's, and does not start {manager}.", remedy)
