"""Every rule finds its bad cases where they are marked, and nothing in its good ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Profile, Severity
from tests.checker.case_files import check, lay_out, places


def _cases(kind: str) -> list:
    return [
        pytest.param(rule, case, id=f"{rule.hazards[0].slug}: {name}")
        for rule in all_rules()
        for name, case in getattr(rule, kind).items()
    ]


def _codes(rule: Rule) -> tuple[str, ...]:
    return tuple(hazard.code for hazard in rule.hazards)


def _own(rule: Rule, findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.code in _codes(rule)]


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("rule", "case"), _cases("bad"))
def test_finds_the_bad_case_where_it_is_marked(rule, case, tmp_path):
    marked = lay_out(case, tmp_path)
    assert marked
    found = check(tmp_path, [rule], select=_codes(rule))
    assert places(found) == marked
    assert {finding.hazard for finding in found} == {rule.hazards[0].slug}


@pytest.mark.parametrize(("rule", "case"), _cases("strict_bad"))
def test_finds_the_strict_case_only_when_asked(rule, case, tmp_path):
    marked = lay_out(case, tmp_path)
    assert places(_own(rule, check(tmp_path, profile=Profile.STRICT))) == marked
    assert places(_own(rule, check(tmp_path, select=("ALL",)))) == marked
    assert not _own(rule, check(tmp_path))


@pytest.mark.parametrize(("rule", "case"), _cases("good"))
def test_is_silent_on_the_good_case(rule, case, tmp_path):
    assert not lay_out(case, tmp_path)
    assert not _own(rule, check(tmp_path, extend_select=_codes(rule)))


@pytest.mark.parametrize(("rule", "case"), [*_cases("bad"), *_cases("strict_bad")])
def test_without_the_rule_it_is_missed(rule, case, tmp_path):
    """A rule that is switched off turns its cases red: nothing else in the checker covers for it."""
    marked = lay_out(case, tmp_path)
    others = [other for other in all_rules() if other is not rule]
    found = check(tmp_path, others, profile=Profile.STRICT)
    assert marked - places([one for one in found if one.hazard == rule.hazards[0].slug]) == marked


@pytest.mark.parametrize(("rule", "case"), [*_cases("bad"), *_cases("good"), *_cases("strict_bad")])
def test_the_token_gate_lets_its_cases_through(rule, case, tmp_path):
    texts = [case] if isinstance(case, str) else list(case.values())
    bad = any("# <- here" in text for text in texts)
    tokens = (*map(re.escape, rule.tokens), *rule.patterns)
    assert not bad or any(re.search(token, text) for token in tokens for text in texts)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.hazards[0].slug)
def test_findings_carry_what_a_reader_needs(rule: Rule, tmp_path):
    lay_out(next(iter(rule.bad.values())), tmp_path)
    for finding in check(tmp_path, [rule], select=_codes(rule)):
        assert finding.what is not None
        assert finding.help
        assert finding.message
        assert not finding.message.endswith(".")
        assert finding.severity in {Severity.ERROR, *(hazard.severity for hazard in rule.hazards)}


def test_a_skipped_clean_up_is_a_warning(tmp_path):
    from pytest_bulkhead.checker.rules.environ import RULE

    lay_out(RULE.bad["cleaned up after the assertions"], tmp_path)
    (finding,) = check(tmp_path)
    assert finding.severity is Severity.WARNING
    assert finding.evidence[0].line == 6


def test_cases_are_many_enough():
    assert sum(len(rule.bad) for rule in all_rules()) >= 25
    assert sum(len(rule.good) for rule in all_rules()) >= 30
