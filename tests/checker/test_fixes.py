"""What becomes of each rule's bad cases when their fixes are applied."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.mending import mend_paths
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Case, Rule
from tests.checker.case_files import MARK, lay_out, settings_of

BAD = [
    pytest.param(rule, name, id=f"{rule.hazards[0].slug}: {name}")
    for rule in all_rules()
    for name in (*rule.bad, *rule.strict_bad)
]
FIXED = [pytest.param(rule, name, id=f"{rule.hazards[0].slug}: {name}") for rule in all_rules() for name in rule.fixed]


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _lay_out(rule: Rule, name: str, folder: Path) -> Mapping[str, str]:
    files = _unmarked({**rule.bad, **rule.strict_bad}[name])
    lay_out(files, folder)
    return files


def _unmarked(case: Case) -> Mapping[str, str]:
    files = {"test_case.py": case} if isinstance(case, str) else case
    return {path: text.replace(f"  {MARK}", "").replace(MARK, "") for path, text in files.items()}


def _mend(rule: Rule, folder: Path):
    settings = settings_of(folder)._replace(select=tuple(hazard.code for hazard in rule.hazards))
    mended = mend_paths([folder], settings, unsafe=True, rules=[rule])
    assert not mended.result.faults
    return mended


@pytest.mark.parametrize(("rule", "name"), FIXED)
def test_a_fixed_case_is_as_it_should_be(rule, name, tmp_path):
    before = _lay_out(rule, name, tmp_path)
    settings = settings_of(tmp_path)._replace(select=tuple(hazard.code for hazard in rule.hazards))
    hopeless = [one for one in check_paths([tmp_path], settings, rules=[rule]).findings if not one.fix]
    mended = _mend(rule, tmp_path)
    mended.write()
    for path, text in {**before, **_unmarked(rule.fixed[name])}.items():
        assert (tmp_path / path).read_text(encoding="utf-8") == text
    assert len(mended.result.findings) <= len(hopeless)


@pytest.mark.parametrize(("rule", "name"), BAD)
def test_a_mended_case_can_be_parsed_and_a_second_run_changes_nothing(rule, name, tmp_path):
    _lay_out(rule, name, tmp_path)
    settings = settings_of(tmp_path)._replace(select=tuple(hazard.code for hazard in rule.hazards))
    found = check_paths([tmp_path], settings, rules=[rule]).findings
    assert {finding.code for finding in found if finding.fix} <= {hazard.code for hazard in rule.fixes}
    mended = _mend(rule, tmp_path)
    assert bool(mended.changes) == any(finding.fix for finding in found)
    mended.write()
    for change in mended.changes:
        ast.parse(change.texts[1])
    again = _mend(rule, tmp_path)
    assert not again.changes
    assert not any(finding.fix for finding in again.result.findings)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.hazards[0].slug)
def test_a_rule_fixes_what_it_says(rule):
    assert bool(rule.fixes) == bool(rule.fixed)
    assert set(rule.fixes) <= set(rule.hazards)
