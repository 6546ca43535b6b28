"""Hooks are configured, installed and current; CI checks and verifies."""

from __future__ import annotations

import pytest

from pytest_bulkhead.meta.check import DoesNotApplyError
from tests.meta.subjects import commit, faults, git, subject, write

HOOKS = """\
repos:
  - repo: https://github.com/example/ruff-pre-commit
    rev: v9.9.9
    hooks:
      - id: ruff
  - repo: https://github.com/example/pytest-bulkhead
    rev: v0.1.0
    hooks:
      - id: bulkhead
"""
LOCAL = """\
repos:
  - repo: local
    hooks:
      - id: tests
        entry: bulkhead check --test-code-only
"""
WORKFLOW = ".github/workflows/ci.yml"


def test_a_repository_without_hooks_is_passed_over(tmp_path):
    for name in ("hooks_configured", "hooks_installed", "hooks_current"):
        with pytest.raises(DoesNotApplyError):
            faults(name, subject(tmp_path))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".pre-commit-config.yaml", HOOKS),
        (".pre-commit-config.yaml", LOCAL),
        ("lefthook.yml", "pre-commit:\n  commands:\n    bulkhead:\n      run: bulkhead check {staged_files}\n"),
    ],
)
def test_a_hook_of_ours_is_found_in_every_manager(tmp_path, name, text):
    write(tmp_path, {name: text})
    assert faults("hooks_configured", subject(tmp_path)) == []


def test_hooks_of_others_alone_are_told(tmp_path):
    write(tmp_path, {".pre-commit-config.yaml": HOOKS.partition("  - repo: https://github.com/example/pytest")[0]})
    (fault,) = faults("hooks_configured", subject(tmp_path))
    assert fault.what == ".pre-commit-config.yaml has no hook of pytest-bulkhead."
    write(tmp_path, {".pre-commit-config.yaml": "# - id: bulkhead check\n"})
    assert len(faults("hooks_configured", subject(tmp_path))) == 1


def test_a_hook_must_be_installed_in_this_clone(tmp_path):
    write(tmp_path, {".pre-commit-config.yaml": HOOKS})
    commit(tmp_path)
    git(tmp_path, "config", "core.hooksPath", ".git/hooks")
    (missing,) = faults("hooks_installed", subject(tmp_path))
    assert ".git/hooks/pre-commit is missing" in missing.what
    assert "pre-commit install" in missing.remedy
    write(tmp_path, {".git/hooks/pre-commit": "#!/bin/sh\nmake lint\n"})
    (foreign,) = faults("hooks_installed", subject(tmp_path))
    assert "somebody else's" in foreign.what
    write(tmp_path, {".git/hooks/pre-commit": "#!/bin/sh\nexec pre-commit hook-impl\n"})
    assert faults("hooks_installed", subject(tmp_path)) == []


def test_nobody_installs_hooks_in_ci(tmp_path):
    write(tmp_path, {".pre-commit-config.yaml": HOOKS})
    commit(tmp_path)
    with pytest.raises(DoesNotApplyError, match="CI commits nothing"):
        faults("hooks_installed", subject(tmp_path, ci=True))


def test_hooks_where_git_is_told_to_look_count(tmp_path):
    write(tmp_path, {"lefthook.yml": "run: bulkhead check\n", "githooks/pre-commit": "lefthook run pre-commit\n"})
    commit(tmp_path)
    git(tmp_path, "config", "core.hooksPath", "githooks")
    assert faults("hooks_installed", subject(tmp_path)) == []


@pytest.mark.parametrize(
    ("installed", "count"), [("0.1.0", 0), ("0.1.0.dev3", 0), ("0.0.9", 0), ("0.1.1", 1), ("1", 0)]
)
def test_a_hook_older_than_the_package_is_told(tmp_path, installed, count):
    write(tmp_path, {".pre-commit-config.yaml": HOOKS})
    told = faults("hooks_current", subject(tmp_path, packages={"pytest-bulkhead": installed}))
    assert [fault.what.split(" ")[0] for fault in told] == [".pre-commit-config.yaml:9"] * count


PINNED = """\
repos:
  - repo: local
    hooks:
      - id: others
        entry: lint
        additional_dependencies: ["pytest-bulkhead-lint==0.0.1"]
      - id: bulkhead
        additional_dependencies: ["pytest-bulkhead[history]==0.1.0"]
        entry: bulkhead check --test-code-only
"""


@pytest.mark.parametrize("text", [PINNED, LOCAL + '        additional_dependencies: ["pytest-bulkhead==0.1.0"]\n'])
@pytest.mark.parametrize(("installed", "count"), [("0.1.0", 0), ("0.2.0", 1)])
def test_a_hook_that_pins_the_package_itself_has_its_age(tmp_path, text, installed, count):
    write(tmp_path, {".pre-commit-config.yaml": text})
    told = faults("hooks_current", subject(tmp_path, packages={"pytest-bulkhead": installed}))
    assert [fault.remedy for fault in told] == ["Pin pytest-bulkhead==0.2.0 there."] * count


def test_a_hook_at_a_commit_has_no_age(tmp_path):
    write(tmp_path, {".pre-commit-config.yaml": HOOKS.replace("v0.1.0", "3f2a9c1")})
    with pytest.raises(DoesNotApplyError, match="pinned to a version"):
        faults("hooks_current", subject(tmp_path))


def test_without_ci_nothing_is_said_of_it(tmp_path):
    for name in ("ci_runs_check", "ci_runs_verify", "ci_keeps_plugin"):
        with pytest.raises(DoesNotApplyError, match="no CI is set up"):
            faults(name, subject(tmp_path))


@pytest.mark.parametrize(
    "files",
    [
        {WORKFLOW: "- run: bulkhead check --output-format github\n- run: bulkhead verify -n auto\n"},
        {WORKFLOW: "- run: make ci\n", "Makefile": "ci:\n\tpython -m pytest_bulkhead check .\n\tbulkhead verify\n"},
        {
            WORKFLOW: "- run: ./tools/all.sh\n",
            "tools/all.sh": "bulkhead audit\npytest --pyargs pytest_bulkhead.regression\n",
        },
        {
            ".gitlab-ci.yml": "script: nox\n",
            "noxfile.py": 's.run("bulkhead", "check")\ns.run("bulkhead", "verify")\n',
        },
        {WORKFLOW: "- uses: pre-commit/action@v3\n- run: bulkhead verify\n", ".pre-commit-config.yaml": HOOKS},
        {WORKFLOW: "- run: bulkhead verify\n", ".pre-commit-config.yaml": f"ci:\n  skip: []\n{HOOKS}"},
    ],
    ids=["itself", "make", "script", "nox", "hooks", "pre-commit.ci"],
)
def test_what_ci_runs_is_found_wherever_it_stands(tmp_path, files):
    write(tmp_path, files)
    assert faults("ci_runs_check", subject(tmp_path)) == []
    assert faults("ci_runs_verify", subject(tmp_path)) == []


@pytest.mark.parametrize(
    "text",
    ["- run: pytest\n", "# - run: bulkhead check; bulkhead verify\n- run: pytest\n", "- run: pip install bulkhead\n"],
)
def test_ci_that_runs_neither_is_told(tmp_path, text):
    write(tmp_path, {WORKFLOW: text, "scripts/unused.sh": "bulkhead check\nbulkhead verify\n"})
    assert len(faults("ci_runs_check", subject(tmp_path))) == 1
    assert len(faults("ci_runs_verify", subject(tmp_path))) == 1
