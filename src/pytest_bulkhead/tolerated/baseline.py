"""The baseline: how many findings of each code each file may hold for now, so that only new ones are told."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.catalogue.stale_baseline import HAZARD

# What is wrong with comments and with the baseline itself is mended, not tolerated.
_NEVER = ("BH00",)

# How often each code may be found, by the file's path relative to the baseline's folder.
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Whom a check has looked at, so that it can tell what is gone.

    Args:
        files: paths as the findings spell them.
        codes: the hazards that were looked for.
    """

    files: Collection[str]
    codes: Collection[str]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left when the baseline has been taken off.

    Args:
        findings: those that are told, with the entries that are stale.
        tolerated: how many are not told.
        notices: where more was found than is tolerated, so that all of it is told.
    """

    findings: tuple[Finding, ...]
    tolerated: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a project lives with for now.

    Args:
        path: of the file.
        counts: by the kind of detector that sees the findings.
        text: of the file, in which an entry's line is looked up.
    """

    path: Path
    counts: Mapping[Source, Counts] = field(default_factory=dict)
    text: str = ""

    def sift(self, findings: Iterable[Finding], judged: Judged | None = None) -> Sifted:
        """Take off what is tolerated.

        Args:
            findings: all of a check or a run.
            judged: given after a check; a run that did not see a leak again has not proved that it is gone.
        """
        by_entry: dict[tuple[Source, str, str], list[Finding]] = {}
        kept: list[Finding] = []
        for finding in findings:
            if finding.code.startswith(_NEVER):
                kept.append(finding)
            else:
                by_entry.setdefault(self._entry(finding), []).append(finding)
        tolerated = 0
        notices: list[str] = []
        for (source, path, code), some in by_entry.items():
            allowed, found = self._allowed(source, path, code), size(some)
            if found <= allowed:
                tolerated += len(some)
                continue
            kept.extend(some)
            if allowed:
                notices.append(
                    f"{path} holds {found} findings of {code}, and the baseline tolerates {allowed}: "
                    "all of them are told, since nothing tells the new from the old"
                )
        if judged:
            kept.extend(self._stale(by_entry, judged))
        kept.sort(key=lambda finding: finding.sort_key)
        return Sifted(tuple(kept), tolerated, tuple(notices))

    @classmethod
    def of(cls, path: Path, findings: Iterable[Finding]) -> Baseline:
        """One that tolerates just these findings."""
        empty = cls(path)
        by_entry: dict[tuple[Source, str, str], list[Finding]] = {}
        for finding in findings:
            if not finding.code.startswith(_NEVER):
                by_entry.setdefault(empty._entry(finding), []).append(finding)
        counts: dict[Source, dict[str, dict[str, int]]] = {}
        for (source, of, code), some in by_entry.items():
            counts.setdefault(source, {}).setdefault(of, {})[code] = size(some)
        return cls(path, counts)

    def allowed(self, source: Source, path: str, code: str) -> int:
        """How many findings of a hazard it tolerates in a file, whose path is absolute or of the working directory."""
        return self._allowed(source, self._relative(path), code)

    def pruned(self, findings: Iterable[Finding], judged: Judged) -> Baseline:
        """The same without what is not found any more; nothing in it grows."""
        found = Counter(self._entry(finding) for finding in findings)
        known = self._known(judged)
        kept: dict[Source, dict[str, dict[str, int]]] = {}
        for source, path, code, allowed in self._entries():
            left = min(allowed, found[source, path, code]) if known(source, path, code) else allowed
            if left:
                kept.setdefault(source, {}).setdefault(path, {})[code] = left
        return Baseline(self.path, kept)

    def _entry(self, finding: Finding) -> tuple[Source, str, str]:
        return finding.source, self._relative(finding.location.path), finding.code

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.path.absolute().parent).replace(os.sep, "/")

    def _allowed(self, source: Source, path: str, code: str) -> int:
        return self.counts.get(source, {}).get(path, {}).get(code, 0)

    def _entries(self) -> Iterator[tuple[Source, str, str, int]]:
        for source, counts in self.counts.items():
            for path, codes in counts.items():
                for code, allowed in codes.items():
                    yield source, path, code, allowed

    def _known(self, judged: Judged) -> Callable[[Source, str, str], bool]:
        """Whether a check can tell of an entry that nothing is there any more."""
        looked_at = {self._relative(path) for path in judged.files}
        folder = self.path.absolute().parent

        def known(source: Source, path: str, code: str) -> bool:
            if not os.path.lexists(folder / path):
                return True
            return source is Source.STATIC and path in looked_at and code in judged.codes

        return known

    def _stale(self, found: Mapping[tuple[Source, str, str], list[Finding]], judged: Judged) -> Iterator[Finding]:
        known = self._known(judged)
        shown = os.path.relpath(self.path).replace(os.sep, "/")
        for source, path, code, allowed in self._entries():
            left = len(found.get((source, path, code), ()))
            if left >= allowed or not known(source, path, code):
                continue
            yield Finding(
                code=HAZARD.code,
                hazard=HAZARD.slug,
                source=Source.CONFIG,
                severity=HAZARD.severity,
                location=Location(shown, self._line(path)),
                message=f"the baseline tolerates {allowed} of {code} in {path}, and there {_are(left)}",
                help=HAZARD.remedy,
                what=What("baseline", f"{path} {code}"),
            )

    def _line(self, path: str) -> int:
        position = self.text.find(json.dumps(path, ensure_ascii=False) + ":")
        return self.text.count("\n", 0, max(position, 0)) + 1


def size(some: Collection[Finding]) -> int:
    """For how many findings these count.

    Of a run, those about one state are one: which tests leave it depends on who came first, and on how many workers.
    """
    states = {one.what for one in some if one.source is Source.RUNTIME and one.what}
    return len(states) + sum(one.source is not Source.RUNTIME or not one.what for one in some)


def _are(left: int) -> str:
    return "is none" if not left else "is 1" if left == 1 else f"are {left}"
