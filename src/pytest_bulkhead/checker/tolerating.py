"""Writes into the files themselves that their findings are to stand."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from pytest_bulkhead.checker.engine import CheckResult
from pytest_bulkhead.checker.fixing.rewriting import RefusedError, encoded, rewrite
from pytest_bulkhead.checker.source.source import UnreadableError, decode, read_bytes
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.tolerated.suppressing import add_suppressions

# What the check says of comments and files is mended, not tolerated.
_NEVER = "BH00"


def tolerate(result: CheckResult, reason: str) -> CheckResult:
    """Add a comment to the statement of each finding; what then is left, and why, is in the result.

    Args:
        result: of a check.
        reason: what every comment says.
    """
    by_path: dict[str, list[Finding]] = {}
    left: list[Finding] = []
    for finding in result.findings:
        if finding.code.startswith(_NEVER):
            left.append(finding)
        else:
            by_path.setdefault(finding.location.path, []).append(finding)
    problems = list(result.problems)
    count = 0
    for path, some in by_path.items():
        problem = _comment(path, some, reason)
        if problem:
            problems.append(problem)
            left.extend(some)
        else:
            count += len(some)
    left.sort(key=lambda finding: finding.sort_key)
    return replace(result, findings=tuple(left), suppressed=result.suppressed + count, problems=tuple(problems))


def _comment(path: str, findings: Iterable[Finding], reason: str) -> str:
    """Write the comments into a file; answers what stands against it."""
    some = list(findings)
    whole = os.path.abspath(path)
    try:
        before = read_bytes(whole)
        text, placed = add_suppressions(decode(before), some, reason)
    except UnreadableError as error:
        return f"{path} {error.reason}"
    after = encoded(text, before)
    if placed < len(some) or after is None:
        return f"{path}: there is no place for a comment that would count."
    try:
        rewrite(whole, before, after)
    except RefusedError as error:
        return f"{path} {error}, so no comment was added."
    return ""
