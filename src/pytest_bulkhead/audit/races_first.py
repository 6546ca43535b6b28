"""A file over which tests collide is told once: what they leave in it is part of the race."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.hazards.hazard import Severity


def without_leaks_of_races(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out leaks of what a race is about, for it names those who write, and one mend does for both.

    A race that is but a warning takes nothing with it. When the tests are only kept apart, the race is gone, and the
    next run tells of the leak.
    """
    findings = list(findings)
    raced = {(one.code, one.what.name) for one in findings if one.source is Source.RACE and one.what and _counts(one)}
    return [one for one in findings if one.source is not Source.RUNTIME or _place(one) not in raced]


def _place(finding: Finding) -> tuple[str, str] | None:
    return (finding.code, finding.what.name) if finding.what and finding.what.kind == _KIND else None


def _counts(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


_KIND = "file"
