"""The hooks through pre-commit itself: a commit with a violation is stopped, one without is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.selection import select
from pytest_bulkhead.settings import Settings

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
IDS = [hook["id"] for hook in HOOKS]
NAMED_AFTER_CONCERNS = {
    "check-test-memory-safety",
    "validate-test-isolation",
    "validate-test-fixtures",
    "validate-fixture-organization",
    "check-async-mock-usage",
    "check-os-environ-mutations",
    "check-hardcoded-ports",
    "check-worker-utils-usage",
}
LEAK = "import os\n\n\ndef test_region():\n    os.environ['REGION'] = 'north'\n    assert os.getenv('REGION')\n"
CLEAN = "def test_region(monkeypatch):\n    monkeypatch.setenv('REGION', 'north')\n"


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    """What pre-commit would clone: a repository with our files as they are now."""
    folder = tmp_path_factory.mktemp("published")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--",
         "src", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "as it is now")
    return folder


@pytest.fixture(scope="session")
def hook_home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hook-home")


@pytest.fixture
def project(tmp_path, published, hook_home):
    """A function that commits test code under a hook, and says what came of it."""
    git(tmp_path, "init", "--quiet")

    def commit(text: str, hook: str = "bulkhead", name: str = "tests/test_region.py"):
        revision = git(published, "rev-parse", "HEAD").strip()
        config = {"repos": [{"repo": str(published), "rev": revision, "hooks": [{"id": hook}]}]}
        (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        git(tmp_path, "add", "--all")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color", "never"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "PRE_COMMIT_HOME": str(hook_home), "PYTHONPATH": ""},
        )

    return commit


def test_the_names_are_those_that_teams_know():
    assert NAMED_AFTER_CONCERNS | {"bulkhead", "bulkhead-fix"} == set(IDS)


@pytest.mark.parametrize("hook", HOOKS, ids=IDS)
def test_every_hook_looks_for_hazards_that_exist_and_have_a_rule(hook):
    words = hook["entry"].split()
    named = words[words.index("--select") + 1] if "--select" in words else ""
    selection = select(Settings(select=tuple(filter(None, named.split(",")))))
    assert not selection.unknown
    if named:
        claimed = {hazard.code for rule in all_rules() for hazard in rule.hazards}
        assert selection.codes & claimed


def test_a_violation_stops_the_commit(project):
    done = project(LEAK)
    assert done.returncode == 1, done.stderr
    assert "tests/test_region.py:5:5" in done.stdout


def test_without_one_the_commit_goes_on(project):
    done = project(CLEAN)
    assert done.returncode == 0, done.stdout


def test_code_of_the_product_is_nobodys_test(project):
    done = project("import os\nos.environ['REGION'] = 'north'\n", name="shop/settings.py")
    assert done.returncode == 0, done.stdout


def test_a_hook_of_one_concern_sees_that_one_alone(project):
    assert project(LEAK, "check-hardcoded-ports").returncode == 0
    assert project(LEAK, "check-os-environ-mutations").returncode == 1


def test_the_fixing_hook_mends_and_stops_the_commit_for_a_look(project, tmp_path):
    done = project(LEAK, "bulkhead-fix")
    assert done.returncode == 1, done.stdout
    assert "monkeypatch.setenv" in (tmp_path / "tests" / "test_region.py").read_text()
