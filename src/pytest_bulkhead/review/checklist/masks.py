"""What keeps a test from failing without mending it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place, added_lines

QUESTION = "Tests are skipped in workers, run again or allowed to fail. Is the cause known, and is there an end to it?"
_MASKS = re.compile(
    r"PYTEST_XDIST_WORKER\b.*\bskip|\bskip\w*\(.*(?:PYTEST_XDIST|xdist)|\bmark\.(?:flaky|xfail)\b|\breruns\s*=|"
    r"--reruns\b|\bmark\.no_?parallel\b|\bbulkhead_allow\("
)


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The new lines that put such a mark, or ask for such a run."""
    yield from added_lines((file for file in files if file.is_test_code), _MASKS)
