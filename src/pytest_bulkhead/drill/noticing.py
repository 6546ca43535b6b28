"""Which findings tell of a violation: those of its hazard, at its place, that were not there without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.node_ids import file_of


def telling(mutant: Mutant, before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that tell of a violation.

    Args:
        mutant: the violation.
        before: what was found in the untouched copy.
        after: what is found in that which holds the violation.
    """
    codes = {mutant.code, *mutant.also}
    return tuple(finding for finding in new(before, after) if finding.code in codes and _is_about(finding, mutant))


def new(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Those of `after` that are more than were there before, whatever the lines are on which they stand now."""
    known = Counter(map(_identity, before))
    found: list[Finding] = []
    for finding in after:
        known[_identity(finding)] -= 1
        if known[_identity(finding)] < 0:
            found.append(finding)
    return found


def _identity(finding: Finding) -> Hashable:
    path = finding.location.path
    return (finding.code, finding.source, path, finding.symbol, finding.test, finding.owner, finding.what)


def _is_about(finding: Finding, mutant: Mutant) -> bool:
    """Whether a finding names a file that belongs to the violation."""
    files = {mutant.path, *mutant.changes, *(file_of(test) for test in mutant.tests)}
    named = {finding.location.path, *(one.path for one in finding.evidence)}
    if finding.test:
        named.add(file_of(finding.test))
    return not files.isdisjoint(named)
