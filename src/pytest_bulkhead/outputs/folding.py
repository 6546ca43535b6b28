"""For people, one state is one entry, however many tests leave it behind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from pytest_bulkhead.findings import Finding, Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read: a finding, and the others that say the same of the same state."""

    finding: Finding
    others: tuple[Finding, ...] = ()

    @property
    def tests(self) -> tuple[str, ...]:
        """The node ids that are involved, in the order of the findings, each once."""
        ids = (finding.test for finding in (self.finding, *self.others))
        return tuple(dict.fromkeys(test for test in ids if test))

    @property
    def elsewhere(self) -> tuple[Finding, ...]:
        """Those of the others that stand at another place, one for each place: they want a mend of their own."""
        places = {(self.finding.location.path, self.finding.location.line)}
        apart: list[Finding] = []
        for finding in self.others:
            place = (finding.location.path, finding.location.line)
            if place not in places:
                places.add(place)
                apart.append(finding)
        return tuple(apart)

    @property
    def besides(self) -> str:
        """How many others there are, in the words that follow the message of the finding."""
        tests, places = len(self.tests) - 1, len(self.elsewhere)
        if tests < 0:  # of no test, so that the places are all there is to say, but for those that it names itself
            named = {(one.path, one.line) for one in self.finding.evidence}
            apart = [one.location for one in self.elsewhere if (one.location.path, one.location.line) not in named]
            return f" (and at {', '.join(f'{one.path}:{one.line}' for one in apart)})" if apart else ""
        if tests < 1:
            return ""
        where = f" at {places} more place{'s' * (places > 1)}" if places else ""
        return f" (and {tests} more test{'s' * (tests > 1)}{where})"


def fold(findings: Iterable[Finding]) -> list[Entry]:
    """Fold what a run found about one state into one entry; leave everything else alone."""
    entries: dict[Hashable, list[Finding]] = {}
    for position, finding in enumerate(findings):
        in_run = finding.source is Source.RUNTIME and finding.what is not None
        key: Hashable = (finding.code, finding.what, finding.severity) if in_run else position
        entries.setdefault(key, []).append(finding)
    return [Entry(first, tuple(others)) for first, *others in entries.values()]
