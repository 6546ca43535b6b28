"""Settings and baseline: valid, and no looser than where the work at hand began."""

from __future__ import annotations

import json

import pytest

from pytest_bulkhead.meta.check import DoesNotApplyError
from tests.meta.subjects import commit, faults, git, seen, subject, write

SETTINGS = """\
[tool.bulkhead]
mode = "strict"
profile = "strict"
ignore = ["BH507"]
require = ["redis"]
baseline = "debts.json"
"""
LOOSER = """\
[tool.bulkhead]
mode = "report"
ignore = ["BH507", "environ"]
baseline = "debts.json"
"""


def debts(**files: dict[str, int]) -> str:
    return json.dumps({"version": 1, "static": {f"tests/{name}.py": codes for name, codes in files.items()}})


@pytest.fixture
def project(tmp_path):
    """One that was committed with strict settings and a baseline of three findings."""
    write(tmp_path, {"pyproject.toml": SETTINGS, "debts.json": debts(test_a={"BH101": 2}, test_b={"BH102": 1})})
    commit(tmp_path)
    return tmp_path


def test_settings_that_cannot_be_read_are_told(tmp_path):
    write(tmp_path, {"bulkhead.toml": 'mod = "strict"\n'})
    (fault,) = faults("settings_valid", subject(tmp_path))
    assert "Did you mean 'mode'" in fault.what


def test_settings_that_name_what_is_not_there_are_told(tmp_path):
    write(tmp_path, {"bulkhead.toml": 'baseline = "debts.json"\nselect = ["BH999"]\n', "test_a.py": ""})
    missing, unknown = faults("settings_valid", subject(tmp_path))
    assert "`baseline` names" in missing.what
    assert "BH999" in unknown.what


def test_settings_that_hold_are_well(project):
    write(project, {"tests/test_a.py": "def test_a(): pass\n"})
    assert faults("settings_valid", subject(project)) == []
    (project / "pyproject.toml").unlink()
    with pytest.raises(DoesNotApplyError, match="the defaults hold"):
        faults("settings_valid", subject(project))


def test_each_key_that_demands_less_is_told(project):
    assert faults("settings_not_loosened", subject(project)) == []
    write(project, {"pyproject.toml": LOOSER})
    told = [fault.what for fault in faults("settings_not_loosened", subject(project))]
    assert told == [
        "pyproject.toml: `mode` was 'strict' and is 'report'.",
        "pyproject.toml: `profile` was 'strict' and is 'recommended'.",
        "pyproject.toml: `ignore` has grown by 'environ'.",
        "pyproject.toml: `require` no longer holds 'redis'.",
    ]


def test_settings_that_demand_more_are_well(project):
    write(project, {"pyproject.toml": LOOSER})
    commit(project)
    write(project, {"pyproject.toml": SETTINGS})
    assert faults("settings_not_loosened", subject(project)) == []


def test_a_branch_is_compared_with_where_it_began_and_may_say_why(project):
    git(project, "checkout", "-q", "-b", "work")
    write(project, {"pyproject.toml": LOOSER})
    commit(project, "Looser")
    assert len(faults("settings_not_loosened", subject(project))) == 4
    commit(project, "Why\n\nIsolation-waiver: settings_not_loosened the redis goes\n")
    assert faults("settings_not_loosened", subject(project)) == []


def test_a_waiver_without_a_reason_waives_nothing(project):
    git(project, "checkout", "-q", "-b", "work")
    write(project, {"pyproject.toml": LOOSER})
    commit(project, "Why\n\nIsolation-waiver: settings_not_loosened\n")
    assert len(faults("settings_not_loosened", subject(project))) == 4


def test_a_baseline_that_grows_is_told_by_code(project):
    assert faults("baseline_not_grown", subject(project)) == []
    write(project, {"debts.json": debts(test_a={"BH101": 2, "BH103": 1}, test_b={"BH102": 3})})
    (fault,) = faults("baseline_not_grown", subject(project))
    assert fault.what == "debts.json has grown: BH102 from 1 to 3, BH103 from 0 to 1."


def test_a_file_that_moves_takes_its_debts_along(project):
    write(project, {"debts.json": debts(test_moved={"BH101": 2}, test_b={"BH102": 1})})
    assert faults("baseline_not_grown", subject(project)) == []


def test_without_history_nothing_is_said(tmp_path):
    write(tmp_path, {"pyproject.toml": SETTINGS, "debts.json": debts()})
    for name in ("baseline_not_grown", "settings_not_loosened"):
        with pytest.raises(DoesNotApplyError, match="in no git repository"):
            faults(name, subject(tmp_path))
    git(tmp_path, "init", "-q")
    with pytest.raises(DoesNotApplyError, match="no commit yet"):
        faults("baseline_not_grown", subject(tmp_path))


def test_a_shallow_clone_says_so(project, tmp_path_factory):
    commit(project, "Another")
    clone = tmp_path_factory.mktemp("clone") / "clone"
    git(project, "clone", "-q", "--depth", "1", f"file://{project}", str(clone))
    with pytest.raises(DoesNotApplyError, match="fetch-depth: 0"):
        faults("baseline_not_grown", subject(clone))


def test_an_entry_for_what_is_gone_is_told(project):
    known = subject(project)
    known.static = seen(project, {"code": "BH004", "path": "debts.json", "line": 4, "message": "there is none"})
    (fault,) = faults("baseline_pruned", known)
    assert fault.what == "debts.json:4: there is none."
    known.static = seen(project)
    assert faults("baseline_pruned", known) == []
