"""Findings of one folder, told to somebody who stands in another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pytest_bulkhead.findings import Evidence, Finding


def relocate(findings: Iterable[Finding], root: str, folder: str) -> list[Finding]:
    """Findings whose paths are relative to `root`, told relative to `folder`."""
    return [_with_paths(finding, lambda path: relocated(path, root, folder)) for finding in findings]


def relocated(path: str, root: str, folder: str) -> str:
    """A path that is relative to `root`, told relative to `folder`."""
    return os.path.relpath(Path(root, path), folder).replace(os.sep, "/")


def _with_paths(finding: Finding, moved: Callable[[str], str]) -> Finding:
    location = replace(finding.location, path=moved(finding.location.path))
    evidence = tuple(Evidence(moved(item.path), item.line, item.message) for item in finding.evidence)
    return replace(finding, location=location, evidence=evidence)
