"""A comment that lets a line stand counts for what the run shows there, as it does for the checker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.catalogue import unused_suppression
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.outputs.reported_text import ReportedTexts
from pytest_bulkhead.record.tolerated import Tolerated as Noted
from pytest_bulkhead.tolerated.suppressions import apply_suppressions


@dataclass(frozen=True, slots=True)
class Tolerated:
    """What the comments of the suite make of a run's findings.

    Args:
        left: those that no comment lets stand.
        count: how many were taken out.
        unneeded: by the path, what is wrong with the comments of the files in which the run has found something.
        noted: by their places, the names of the hazards that comments let stand during the run.
    """

    left: tuple[Finding, ...]
    count: int
    unneeded: dict[str, frozenset[Finding]]
    noted: dict[tuple[str, int], frozenset[str]]

    def needs(self, complaint: Finding) -> bool:
        """Whether the run needs a comment that the checker calls unused."""
        path = complaint.location.path
        if complaint.code != unused_suppression.HAZARD.code:
            return False
        named = complaint.what.name.lower().replace("_", "-") if complaint.what else ""
        if named in self.noted.get((path, complaint.location.line), ()):
            return True
        if path not in self.unneeded:
            return False
        return all((one.location, one.what) != (complaint.location, complaint.what) for one in self.unneeded[path])


def tolerate(findings: Iterable[Finding], noted: Iterable[Noted] = ()) -> Tolerated:
    """Take out what the comments of the suite let stand.

    Args:
        findings: of a run, their paths relative to the working directory.
        noted: what the run itself has found a comment for, likewise; it knows also those beside a test's `def`.
    """
    noted = list(noted)
    named: dict[tuple[str, int], frozenset[str]] = {}
    for one in noted:
        known = named.get((one.path, one.line), frozenset())
        named[one.path, one.line] = known | {one.finding.code.lower(), one.finding.hazard}
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    judged = {hazard.code for hazard in all_hazards()}
    left: list[Finding] = []
    count = len(noted)
    unneeded: dict[str, frozenset[Finding]] = {}
    texts = ReportedTexts()
    for path, of_file in by_path.items():
        kept, taken, complaints = apply_suppressions(of_file, "".join(texts.of(path).lines), path, judged)
        left += kept
        count += taken
        unneeded[path] = frozenset(complaints)
    return Tolerated(tuple(left), count, unneeded, named)
