"""A finding of a run that is not told, and who lets it stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding


class Tolerated(NamedTuple):
    """A finding that is not told.

    Args:
        by: `comment` or `baseline`.
        path: of the comment, relative to the root folder; empty for a baseline.
        line: of the comment.
    """

    finding: Finding
    by: str
    path: str = ""
    line: int = 0
