"""Commands that show again what a page tells of, for a POSIX shell, from the project's root."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from pytest_bulkhead.findings import Applicability, Finding, Source
from pytest_bulkhead.outputs.folding import Entry

_NODE_IN_MESSAGE = re.compile(r"\S+\.py::\S+")


def of_entry(entry: Entry, path: str) -> str:
    """What to type to see a finding again.

    Args:
        entry: the finding, with those that say the same.
        path: its file, from the project's root.
    """
    finding = entry.finding
    if finding.source is Source.RACE:
        tests = list(dict.fromkeys([*entry.tests, *_parties(finding)]))[:4]
        return _joined("bulkhead", "audit", "-n", "2", "--confirm", "--", *map(_no_option, tests))
    if finding.source is Source.RUNTIME and entry.tests:
        return of_tests(entry.tests[:1], strict=True)
    return _joined("bulkhead", "check", path, "--select", finding.code)


def of_fix(finding: Finding, path: str) -> str:
    """What to type to have a finding mended; empty where it has no fix."""
    if finding.fix is None:
        return ""
    how = "--fix" if finding.fix.applicability is Applicability.SAFE else "--unsafe-fixes"
    return _joined("bulkhead", "check", path, "--select", finding.code, how)


def of_tests(tests: Iterable[str], *, strict: bool = False) -> str:
    """What to type to run tests, one after the other in one process.

    Args:
        tests: their node ids.
        strict: whether what they leave behind makes them fail.
    """
    return _joined("python", "-m", "pytest", *(["--bulkhead=strict"] if strict else []), *map(_no_option, tests))


def _parties(finding: Finding) -> list[str]:
    """The other tests of a race, which stand in its evidence."""
    found = (_NODE_IN_MESSAGE.search(item.message) for item in finding.evidence)
    return [match[0].rstrip(".,;:)") for match in found if match]


def _no_option(test: str) -> str:
    """What records call a test may look like an option, and is none."""
    return f"./{test}" if test.startswith("-") else test


def _joined(*words: str) -> str:
    return shlex.join(words)
