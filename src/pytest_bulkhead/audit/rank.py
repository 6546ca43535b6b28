"""In which order to read: what was seen to happen first, then what the code makes likely, then the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group

SURE = "Seen in this run"
LIKELY = "Likely, by the code"
MINOR = "Harmless while the suite is green"


def rank(sure: Iterable[Finding], likely: Iterable[Finding]) -> tuple[Group, ...]:
    """Groups in the order of certainty, each with what touches most tests first."""
    sure, likely = list(sure), list(likely)
    spread = Counter((finding.code, finding.what) for finding in sure)

    def weight(finding: Finding) -> tuple[object, ...]:
        return (finding.severity is Severity.WARNING, -spread[finding.code, finding.what], finding.sort_key)

    errors = [finding for finding in likely if finding.severity is Severity.ERROR]
    warnings = [finding for finding in likely if finding.severity is Severity.WARNING]
    return (
        Group(SURE, tuple(sorted(sure, key=weight))),
        Group(LIKELY, tuple(sorted(errors, key=lambda finding: finding.sort_key))),
        Group(MINOR, tuple(sorted(warnings, key=lambda finding: finding.sort_key))),
    )
