"""What was found: each entry with its source, its fix and the command that shows it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.folding import Entry, fold
from pytest_bulkhead.outputs.format import Group
from pytest_bulkhead.outputs.relocating import relocated
from pytest_bulkhead.outputs.reported_text import ReportedTexts, Text
from pytest_bulkhead.outputs.unified_diff import unified_diff
from pytest_bulkhead.report.data.command import of_entry, of_fix
from pytest_bulkhead.report.data.frame import frame_of

IN_FULL = 400
"""So many entries come with their source; of more than that nobody reads one after the other."""
_TESTS, _PLACES = 20, 20
_LONGEST_DIFF = 40


def findings_data(
    groups: Sequence[Group], root: Path, seen: Callable[[Finding], dict[str, Any] | None] | None = None
) -> list[dict[str, Any]]:
    """The groups in their order, each with a heading and its entries.

    Args:
        groups: what was found, with paths from the working directory.
        root: of the project; paths are told from there.
        seen: tells since when a finding is known; None where there is no history.
    """
    texts, told, number = ReportedTexts(), [], 0
    for group in groups:
        entries = []
        for entry in fold(group.findings):
            told_of = _entry(entry, number, root, texts.of(entry.finding.location.path))
            entries.append({**told_of, "seen": seen(entry.finding) if seen else None})
            number += 1
        if entries:
            told.append({"heading": group.heading, "entries": entries})
    return told


def _entry(entry: Entry, number: int, root: Path, source: Text) -> dict[str, Any]:
    finding, in_full = entry.finding, number < IN_FULL
    path = _from_root(finding.location.path, root)
    return {
        "id": f"f{number + 1}",
        "code": finding.code,
        "hazard": finding.hazard,
        "source": finding.source.value,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": path,
        "line": finding.location.line,
        "column": finding.location.column,
        "symbol": finding.symbol,
        "owner": finding.owner or "",
        "what": f"{finding.what.kind} {finding.what.name}".strip() if finding.what else "",
        "tests": list(entry.tests[:_TESTS]),
        "more_tests": max(0, len(entry.tests) - _TESTS),
        "evidence": _places(((one.path, one.line, one.message) for one in finding.evidence), root),
        "elsewhere": _places(((one.location.path, one.location.line, one.message) for one in entry.elsewhere), root),
        "frame": frame_of(finding.location, source) if in_full else [],
        "fix": _fix(finding, path, source) if in_full else None,
        "command": of_entry(entry, path),
    }


def _places(places: Iterable[tuple[str, int, str]], root: Path) -> list[dict[str, Any]]:
    return [
        {"path": _from_root(path, root), "line": line, "message": message}
        for path, line, message in list(places)[:_PLACES]
    ]


def _fix(finding: Finding, path: str, source: Text) -> dict[str, Any] | None:
    if finding.fix is None:
        return None
    before = after = "".join(source.lines)
    edits = sorted(finding.fix.edits, key=lambda edit: edit.start, reverse=True)
    if all(edit.start <= edit.end <= len(before) for edit in edits):
        for edit in edits:
            after = after[: edit.start] + edit.text + after[edit.end :]
    lines = unified_diff(path, before, after).splitlines()[2:]
    return {
        "applicability": finding.fix.applicability.value,
        "diff": lines[:_LONGEST_DIFF],
        "command": of_fix(finding, path),
    }


def _from_root(path: str, root: Path) -> str:
    """Where we stand is of no matter to who reads a page."""
    return relocated(path, os.getcwd(), str(root)) if path else path
