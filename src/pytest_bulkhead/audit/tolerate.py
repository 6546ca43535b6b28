"""A comment that lets a line stand counts for what the run shows there, as it does for the checker."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.tolerated.suppressions import apply_suppressions


def tolerate(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """Take out what the comments of the suite let stand.

    Args:
        findings: of a run, their paths relative to the working directory.

    Returns:
        The findings that are left, and how many were taken out. What is wrong with the comments, the checker tells.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    left: list[Finding] = []
    count = 0
    for path, of_file in by_path.items():
        kept, taken, _ = apply_suppressions(of_file, _text(path), path, judged=())
        left += kept
        count += taken
    return left, count


def _text(path: str) -> str:
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, LookupError, ValueError):  # gone since, of another encoding, or of none
        return ""
