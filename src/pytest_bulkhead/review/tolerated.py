"""What a change adds to what the project lives with: suppressions, and entries of the baseline."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pytest_bulkhead.checker.source.source import UnreadableError, decode
from pytest_bulkhead.errors import BaselineError
from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Change, Side
from pytest_bulkhead.tolerated.baseline import Baseline, size
from pytest_bulkhead.tolerated.baseline_file import read_baseline
from pytest_bulkhead.tolerated.suppressions import find_suppressions


class Suppressed(NamedTuple):
    """A suppression.

    Args:
        names: the codes or slugs in its brackets.
        statement: the lines that it stands on, with one blank in the place of any.
    """

    path: str
    line: int
    names: tuple[str, ...]
    reason: str
    whole_file: bool
    statement: str


class Grown(NamedTuple):
    """An entry of the baseline that tolerates more than it did.

    Args:
        path: of the file whose findings it tolerates.
        before: how many it did.
        after: how many it does.
    """

    path: str
    source: Source
    code: str
    before: int
    after: int


def added_suppressions(change: Change, paths: Iterable[str]) -> tuple[Suppressed, ...]:
    """The suppressions that a change adds; one that moves with its statement, or to another file, is none.

    Args:
        change: both sides.
        paths: the test code that it touches, on the newer side.
    """
    after = [one for path in sorted(paths) for one in _suppressions(path, change.after)]
    known = {change.former.get(path, path) for path in paths} | {one.before for one in change.files if one.before}
    before = [one for path in sorted(known) for one in _suppressions(path, change.before)]
    for same in (_where_it_stands, _by_what_it_says):
        had = Counter(same(one, change.renamed) for one in before)
        left = []
        for one in after:
            key = same(one, {})
            if had[key]:
                had[key] -= 1
                before.remove(next(other for other in before if same(other, change.renamed) == key))
            else:
                left.append(one)
        after = left
    return tuple(after)


def _where_it_stands(one: Suppressed, renamed: Mapping[str, str]) -> tuple[object, ...]:
    return renamed.get(one.path, one.path), one.names, one.whole_file, one.statement


def _by_what_it_says(one: Suppressed, renamed: Mapping[str, str]) -> tuple[object, ...]:
    return one.names, one.whole_file, one.reason


def _suppressions(path: str, side: Side) -> Iterator[Suppressed]:
    data = side.data(path)
    if b"bulkhead:" not in data or not path.endswith(".py"):
        return
    try:
        text = decode(data)
    except UnreadableError:
        return
    for one in find_suppressions(text):
        lines = (side.line(path, number) for number in range(one.first_line, one.last_line + 1))
        statement = " ".join(" ".join(lines).partition("# bulkhead:")[0].split())
        yield Suppressed(path, one.line, one.names, one.reason, one.whole_file, statement)


def grown_entries(change: Change, scope: Scope) -> tuple[Grown, ...]:
    """The entries of the baseline that tolerate more than they did; that a file was renamed adds nothing.

    Raises:
        BaselineError: the newer one is there, and cannot be read.
    """
    after = _baseline(change.after, scope)
    if after is None:
        return ()
    try:
        before = _baseline(change.before, scope)
    except BaselineError:
        before = None
    folder = str(after.path.parent)
    found = []
    for source, files in after.counts.items():
        for path, codes in files.items():
            shown = os.path.relpath(os.path.join(folder, path), change.after.root).replace(os.sep, "/")
            former = change.before.whole(change.former.get(shown, shown))
            for code, allowed in codes.items():
                had = before.allowed(source, former, code) if before else 0
                if allowed > had:
                    found.append(Grown(shown, source, code, had, allowed))
    return tuple(found)


def within_baseline(findings: Iterable[Finding], change: Change, scope: Scope) -> frozenset[tuple[str, str]]:
    """The files and codes of which the newer side's baseline tolerates all that there is.

    Args:
        findings: all of the newer side.
        change: both sides.
        scope: names the baseline.

    Raises:
        BaselineError: it is there, and cannot be read.
    """
    baseline = _baseline(change.after, scope)
    if baseline is None:
        return frozenset()
    by_entry: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        by_entry.setdefault((one.location.path, one.code), []).append(one)
    return frozenset(
        (path, code)
        for (path, code), some in by_entry.items()
        if size(some) <= baseline.allowed(Source.STATIC, change.after.whole(path), code)
    )


def _baseline(side: Side, scope: Scope) -> Baseline | None:
    path = scope.settings_of(side).baseline
    return read_baseline(path) if path is not None and path.is_file() else None
