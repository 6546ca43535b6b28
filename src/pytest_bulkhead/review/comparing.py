"""Checks both sides of a change, and tells what it brings from what was there before."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.checker.source.source import reading_instead
from pytest_bulkhead.errors import NoTestCodeError, OurFaultError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.catalogue.unreadable_file import HAZARD as UNREADABLE
from pytest_bulkhead.outputs.relocating import relocate, relocated
from pytest_bulkhead.review.pairing import Held, pair
from pytest_bulkhead.review.parts import symbols
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, Side
from pytest_bulkhead.review.touching import TouchedCode

_NOTHING = CheckResult((), files=0, rules=0, suppressed=0, seconds=0.0)
_MARK = re.compile(rb"(#[ \t]*bulkhead):([ \t]*ignore)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change does to the findings of the check; all paths are relative to the sides' folders.

    Args:
        brought: those that there are now, and were not.
        mended: those that there were, in code that is still there; what is only suppressed now is not mended.
        gone: those that there were, in code that is there no more.
        left: those that there were, and are.
        checked: what the check of the newer side says.
    """

    brought: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    left: tuple[Finding, ...]
    checked: CheckResult


def compare(change: Change, scope: Scope, touched: TouchedCode, cache: str | None = None) -> Compared:
    """Check what a change touches, with it and without it.

    Args:
        change: both sides.
        scope: what of it is looked at, and by which settings.
        touched: the files that are checked.
        cache: as for `check_paths`, for the newer side.

    Raises:
        OwnRuleError, UnknownHazardError: as `check_paths`.
        OurFaultError: a file could not be checked because of us.
    """
    before = _check(change.before, touched.before, scope, None)
    after = _check(change.after, touched.after, scope, cache)
    here, there = (
        _Holding(change.after, change.before, change.former),
        _Holding(change.before, change.after, change.renamed),
    )
    pairs = pair([there.moved(one) for one in before.findings], [here.held(one) for one in after.findings])
    hushed = _hushed(after, scope, change.after) if pairs.before else []
    # Of a file that cannot be read any more nothing is known.
    unread = {one.location.path for one in after.findings if one.code == UNREADABLE.code}
    lost = [
        one
        for one in pair(pairs.before, [here.held(one) for one in hushed]).before
        if one.finding.location.path not in unread
    ]
    return Compared(
        brought=tuple(one.finding for one in pairs.after),
        mended=tuple(one.finding for one in lost if one.stays),
        gone=tuple(one.finding for one in lost if not one.stays),
        left=tuple(one.finding for _, one in pairs.both),
        checked=after,
    )


class _Holding:
    """Makes findings of one side ready to be found on the other.

    Args:
        own: the side that they are of.
        other: the other side.
        there: the paths that files of this side have on the other, where these differ.
    """

    def __init__(self, own: Side, other: Side, there: Mapping[str, str]) -> None:
        self._own, self._other, self._there = own, other, there
        self._symbols: dict[str, frozenset[str]] = {}

    def held(self, finding: Finding) -> Held:
        at = finding.location
        path = self._there.get(at.path, at.path)
        if path not in self._symbols:
            self._symbols[path] = symbols(self._other.data(path))
        stays = finding.symbol in self._symbols[path] if finding.symbol else self._other.has(path)
        return Held(finding, " ".join(self._own.line(at.path, at.line).split()), stays)

    def moved(self, finding: Finding) -> Held:
        """The same, told at the path that its file has on the other side."""
        held, at = self.held(finding), finding.location
        there = replace(at, path=self._there.get(at.path, at.path))
        return held._replace(finding=replace(finding, location=there))


def _check(side: Side, paths: Iterable[str], scope: Scope, cache: str | None) -> CheckResult:
    whole = [side.whole(path) for path in sorted(paths)]
    if not whole:
        return _NOTHING
    folder = scope.folder(side)
    try:
        result = check_paths(whole, scope.settings_of(side), processes=None, cache=cache, cwd=folder)
    except NoTestCodeError:
        return _NOTHING
    if result.faults:
        raise OurFaultError("\n".join(result.faults))
    shown = tuple(relocated(os.path.join(folder, path), side.root, side.root) for path in result.paths)
    return replace(result, findings=tuple(relocate(result.findings, folder, side.root)), paths=shown)


def _hushed(result: CheckResult, scope: Scope, side: Side) -> list[Finding]:
    """The findings that nothing but comments keep from being told."""
    bare = {path: _MARK.sub(rb"\1;\2", side.data(path)) for path in result.paths if _MARK.search(side.data(path))}
    if not bare:
        return []
    with reading_instead({side.whole(path): data for path, data in bare.items()}):
        found = _check(side, bare, scope, None)
    told = {(one.code, one.location, one.what) for one in result.findings}
    return [one for one in found.findings if (one.code, one.location, one.what) not in told]
