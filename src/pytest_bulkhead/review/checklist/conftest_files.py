"""Conftest files, which concern every test below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place

QUESTION = (
    "Conftest files change. Do their hooks, and what they do when they are imported, leave the process as it was?"
)


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The conftest files whose hooks or whose top changes, each with what."""
    for file in files:
        if file.name != "conftest.py":
            continue
        names = [name for name, _, _ in file.changed_parts]
        hooks = [name for name in names if name.startswith("pytest_")]
        if not file.parts.same("", file.old_parts):
            hooks.append("what is done at its top")
        if hooks:
            yield Place(file.path, 1 if file.after else 0, ", ".join(hooks))
