"""Checks, applies the fixes that are found, and looks again until nothing changes; only then are files written."""

from __future__ import annotations

import functools
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.checker.fixing.apply import apply_fixes
from pytest_bulkhead.checker.fixing.changes import Change, write_changes
from pytest_bulkhead.checker.fixing.rewriting import RefusedError, encoded, may_be_rewritten
from pytest_bulkhead.checker.fixing.unused_imports import without_unused_imports
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.source.source import UnreadableError, decode, read_bytes, read_instead, reading_instead
from pytest_bulkhead.findings import Applicability, Finding
from pytest_bulkhead.settings import Settings

# A fix may make way for another; more than a few rounds mean that two of them undo each other.
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Mended:
    """What the fixes make of the files, none of which is written yet.

    Args:
        result: what is found in the files as they would be, and how much is gone.
    """

    result: CheckResult
    changes: tuple[Change, ...]

    def write(self) -> None:
        """Put the new contents into the files.

        Raises:
            RewriteError: some could not be written, or were changed by somebody else; the others are.
        """
        write_changes(self.changes, done="fixed", again="the check")


def may_apply(finding: Finding, *, unsafe: bool) -> bool:
    """Whether a finding brings a fix that may be applied."""
    return finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)


def mend_paths(
    paths: Iterable[str | os.PathLike[str]],
    settings: Settings,
    *,
    unsafe: bool = False,
    rules: Sequence[Rule] | None = None,
    test_code_only: bool = False,
    processes: int | None = 1,
) -> Mended:
    """Check files and folders, and work out what all fixes that go together make of them.

    Args:
        paths: as for `check_paths`.
        settings: as for `check_paths`.
        unsafe: whether fixes that a person should look at are applied, too.
        rules: other rules than the registered ones.
        test_code_only: as for `check_paths`.
        processes: as for `check_paths`.

    Raises:
        SuiteError, NoTestCodeError, UnknownHazardError: as `check_paths`.
    """
    started = time.perf_counter()
    named = [os.path.abspath(path) for path in paths]
    check = functools.partial(check_paths, settings=settings, rules=rules, test_code_only=test_code_only)
    bench = _Bench(unsafe)
    first = result = check(named, processes=processes)
    for _ in range(_ROUNDS):
        known = set(bench.contents)
        paths = bench.take(result.findings)
        # What is only found with all files beside it is fixed where that was found in the very text that is at hand.
        changed = bench.apply(one for one in result.findings if os.path.abspath(one.location.path) in known)
        if not _settle(bench, paths, check) and not changed and known == set(bench.contents):
            break
        # What changes in one file may matter to another.
        with reading_instead(bench.contents):
            result = check(named, processes=processes)
    done = replace(
        result,
        seconds=time.perf_counter() - started,
        problems=(*result.problems, *bench.refused.values()),
        fixed=_gone(first.findings, result.findings),
    )
    return Mended(done, bench.changes())


def _settle(bench: _Bench, paths: list[str], check: Callable[..., CheckResult]) -> bool:
    """Fix some files, each looked at by itself, until nothing changes any more; answers whether anything did.

    They are looked at anew before the first fix, since a file may have been saved since it was read.
    """
    changed = False
    for _ in range(_ROUNDS):
        if not paths:
            break
        with reading_instead(bench.contents):
            found = check(paths).findings
        paths = bench.apply(found)
        changed = changed or bool(paths)
    return changed


def _gone(before: Iterable[Finding], after: Iterable[Finding]) -> int:
    """How many findings there are no more; what a fix brings to light does not count against it."""
    left = Counter(one.code for one in before)
    left.subtract(one.code for one in after)
    return sum(count for count in left.values() if count > 0)


class _Bench:
    """The files that are worked on, as they were and as they are by now."""

    def __init__(self, unsafe: bool) -> None:
        self.unsafe = unsafe
        self.originals: dict[str, bytes] = {}
        self.contents: dict[str, bytes] = {}
        self.shown: dict[str, str] = {}
        self.refused: dict[str, str] = {}

    def take(self, findings: Iterable[Finding]) -> list[str]:
        """Read the files in which something can be fixed, once for all, and return their paths."""
        for path, some in self._by_file(findings):
            if path not in self.contents:
                self.shown[path] = some[0].location.path
                try:
                    if path not in read_instead():  # what stands in for a file is never written
                        may_be_rewritten(path)
                    self.originals[path] = self.contents[path] = read_bytes(path)
                except (RefusedError, UnreadableError) as error:
                    self.refused[path] = f"{self.shown[path]} {error}; nothing in it is fixed"
        return [path for path, _ in self._by_file(findings)]

    def apply(self, findings: Iterable[Finding]) -> list[str]:
        """Apply what goes together, and return the paths of the files that changed."""
        return [path for path, some in self._by_file(findings) if self._apply(path, some)]

    def _by_file(self, findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
        found: dict[str, list[Finding]] = {}
        for finding in findings:
            if may_apply(finding, unsafe=self.unsafe):
                found.setdefault(os.path.abspath(finding.location.path), []).append(finding)
        return sorted((path, some) for path, some in found.items() if path not in self.refused)

    def _apply(self, path: str, findings: Sequence[Finding]) -> bool:
        data = self.contents[path]
        text, used = apply_fixes(decode(data), [one.fix for one in findings if one.fix])
        if used:
            text = without_unused_imports(decode(self.originals[path]), text)
        after = encoded(text, data)
        if after is None:
            self.refused[path] = f"{self.shown[path]} cannot be written in its own encoding; nothing in it is fixed"
            return False
        self.contents[path] = after
        return after != data

    def changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(path, self.shown[path], self.originals[path], after)
            for path, after in sorted(self.contents.items())
            if after != self.originals[path]
        )
