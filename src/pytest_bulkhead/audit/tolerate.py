"""A comment that lets a line stand counts for what the run shows there, as it does for the checker."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.catalogue import unused_suppression
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.tolerated.suppressions import apply_suppressions


@dataclass(frozen=True, slots=True)
class Tolerated:
    """What the comments of the suite make of a run's findings.

    Args:
        left: those that no comment lets stand.
        count: how many were taken out.
        unneeded: by the path, what is wrong with the comments of the files in which the run has found something.
    """

    left: tuple[Finding, ...]
    count: int
    unneeded: dict[str, frozenset[Finding]]

    def needs(self, complaint: Finding) -> bool:
        """Whether the run needs a comment that the checker calls unused."""
        path = complaint.location.path
        if complaint.code != unused_suppression.HAZARD.code or path not in self.unneeded:
            return False
        return all((one.location, one.what) != (complaint.location, complaint.what) for one in self.unneeded[path])


def tolerate(findings: Iterable[Finding]) -> Tolerated:
    """Take out what the comments of the suite let stand.

    Args:
        findings: of a run, their paths relative to the working directory.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    judged = {hazard.code for hazard in all_hazards()}
    left: list[Finding] = []
    count = 0
    unneeded: dict[str, frozenset[Finding]] = {}
    for path, of_file in by_path.items():
        kept, taken, complaints = apply_suppressions(of_file, _text(path), path, judged)
        left += kept
        count += taken
        unneeded[path] = frozenset(complaints)
    return Tolerated(tuple(left), count, unneeded)


def _text(path: str) -> str:
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, LookupError, ValueError):  # gone since, of another encoding, or of none
        return ""
