"""Findings as they are kept: what is empty is left out."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.findings import Finding

_EMPTY: dict[str, Any] = {"symbol": "", "test": None, "owner": None, "what": None, "fix": None, "evidence": []}


def to_kept(findings: tuple[Finding, ...], suppressed: int) -> list[Any]:
    """What checking a file came to, to be kept; nothing at all for most files."""
    if not findings and not suppressed:
        return []
    return [suppressed, *(_without_empty(finding.to_json()) for finding in findings)]


def from_kept(kept: list[Any]) -> tuple[tuple[Finding, ...], int]:
    """The findings of a file, and how many more are suppressed.

    Raises:
        ValueError, KeyError, TypeError: it is something else.
    """
    if not kept:
        return (), 0
    suppressed, *findings = kept
    if not isinstance(suppressed, int):
        raise TypeError("a count is wanted")
    return tuple(Finding.from_json({**_EMPTY, **finding}) for finding in findings), suppressed


def _without_empty(finding: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in finding.items() if key not in _EMPTY or value != _EMPTY[key]}
