"""Fixtures that concern tests which do not ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.fixture_parts import declared
from pytest_bulkhead.review.question import Place

QUESTION = "Fixtures that tests do not ask for change. Do the tests that relied on what they did still stand alone?"


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The autouse fixtures that are new, gone or changed."""
    for file in files:
        if not file.is_test_code or (b"autouse" not in file.after and b"autouse" not in file.before):
            continue
        for name, before, after in file.changed_parts:
            old, new = declared(before), declared(after)
            if new and new.autouse and after:
                told = "" if old and old.autouse else ", new" if before is None else ", now for all"
                yield Place(file.path, after.node.lineno, f"{name}{told}")
            elif old and old.autouse:
                yield Place(
                    file.path, after.node.lineno if after else 0, f"{name}, {'asked for now' if new else 'gone'}"
                )
