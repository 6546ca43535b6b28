"""Overrides of FastAPI's dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place, added_lines

QUESTION = (
    "Dependency overrides change. Is each put on the application that the client calls, before it calls, "
    "and taken back when the test ends?"
)
_OVERRIDES = re.compile(r"\bdependency_overrides\b")


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The new lines of test code that speak of overrides."""
    yield from added_lines((file for file in files if file.is_test_code), _OVERRIDES)
