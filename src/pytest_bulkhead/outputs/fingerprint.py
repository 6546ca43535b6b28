"""A name for a finding that stays the same while the lines around it move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from pytest_bulkhead.findings import Finding


def fingerprinted(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint, 32 hexadecimal digits, no two alike.

    It is made of hazard, file, function, the thing that is shared, and how many of the same come before it: neither
    line nor message, so that it outlives edits elsewhere in the file and new wordings.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        identity = _identity(finding)
        text = "\0".join((*identity, str(seen[identity])))
        seen[identity] += 1
        yield finding, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _identity(finding: Finding) -> tuple[str, ...]:
    what = finding.what
    return (
        finding.code,
        finding.location.path,
        finding.symbol,
        finding.test or "",
        finding.owner or "",
        what.kind if what else "",
        what.name if what else "",
    )
