"""Fixtures that live longer than a test: whatever they hold, tests share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.fixture_parts import declared
from pytest_bulkhead.review.question import Place

QUESTION = (
    "Fixtures of wider scope change. Does any test alter what they hold, is each worker's its own, "
    "and is it undone when the scope ends?"
)


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The fixtures of a wider scope that are new, were changed, or have become wider."""
    for file in files:
        if not file.is_test_code or (b"scope" not in file.after and b"scope" not in file.before):
            continue
        for name, before, after in file.changed_parts:
            old, new = declared(before), declared(after)
            if new and after and (new.is_wide or (old and old.is_wide)):
                was = f", was {old.scope}" if old and old.scope != new.scope else ""
                yield Place(
                    file.path, after.node.lineno, f"{name} ({new.scope}{was}{', new' if before is None else ''})"
                )
