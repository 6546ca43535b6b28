"""Lays a rule's cases on disk and says where findings are due and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.rule import Case, Rule
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.settings import Settings, load_settings

MARK = "# <- here"
Place = tuple[str, int]


def lay_out(case: Case, folder: Path) -> set[Place]:
    """Write the files of a case, and return the places that it marks."""
    (folder / ".git").mkdir()
    files = {"test_case.py": case} if isinstance(case, str) else case
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return set(_marked(files.items()))


def check(folder: Path, rules: Sequence[Rule] | None = None, **settings: object) -> tuple[Finding, ...]:
    result = check_paths([folder], settings_of(folder)._replace(**settings), rules=rules)
    assert not result.faults
    return result.findings


def settings_of(folder: Path) -> Settings:
    """The settings that a case brings along."""
    return load_settings(folder) if (folder / "bulkhead.toml").exists() else Settings()


def places(findings: Sequence[Finding]) -> set[Place]:
    return {(finding.location.path, finding.location.line) for finding in findings}


def _marked(files: object) -> Iterator[Place]:
    for name, text in files:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.endswith(MARK):
                yield name, number
