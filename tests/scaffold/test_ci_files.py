"""What is written for CI holds by the schemas that its makers publish, and by actionlint where that is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pytest_bulkhead.cli.main import main

from .projects import GITHUB, GITLAB, init, project

PLAIN = {"pyproject.toml": "[project]\nname = 'shop'\n", "tests/test_one.py": "def test_one():\n    pass\n"}
SERVED = {**PLAIN, "requirements-dev.txt": "pytest\nasyncpg\nredis\nopenfga-sdk\nfastapi\n"}
POETRY = {**PLAIN, "poetry.lock": "", "pyproject.toml": "[tool.poetry.group.test.dependencies]\npytest = '*'\n"}
UV = {**PLAIN, "uv.lock": "", "pyproject.toml": "[project]\nname = 'a'\n[dependency-groups]\ntests = ['pytest']\n"}
GROUPS = {**PLAIN, "pyproject.toml": "[project]\nname = 'a'\n[dependency-groups]\ntest = [\n  'pytest',\n]\n"}
KINDS = {
    "with hooks and a workflow": GITHUB,
    "with jobs": GITLAB,
    "nothing but tests": PLAIN,
    "with servers": SERVED,
    "by poetry": POETRY,
    "by uv": UV,
    "by groups": GROUPS,
}
BELOW = {f"backend/{name}": text for name, text in SERVED.items()}


def schema(name: str) -> Any:
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def laid(folder: Path, kind: str, system: str) -> Path:
    below = kind == "below its repository"
    project(folder, BELOW if below else KINDS[kind])
    assert init(folder / "backend" if below else folder, "--yes", "--only", "ci", "--ci", system) == 0
    return folder


def by_keyword(text: str) -> Any:
    """`on` is a key, and no truth: what GitHub's own reader takes it for."""
    return {("on" if key is True else key): value for key, value in yaml.safe_load(text).items()}


@pytest.mark.parametrize("kind", [*KINDS, "below its repository"])
def test_workflows_of_github(tmp_path: Path, kind: str) -> None:
    path = laid(tmp_path, kind, "github") / ".github/workflows/bulkhead.yml"
    jsonschema.Draft7Validator(schema("github-workflows")).validate(by_keyword(path.read_text()))
    actionlint = shutil.which("actionlint")
    if actionlint:
        done = subprocess.run([actionlint, str(path)], capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("kind", [*KINDS, "below its repository"])
def test_jobs_of_gitlab(tmp_path: Path, kind: str) -> None:
    path = laid(tmp_path, kind, "gitlab") / ".gitlab-ci.yml"
    jobs = yaml.safe_load(path.read_text())
    jsonschema.Draft7Validator(schema("gitlab-ci")).validate(jobs)
    assert {".bulkhead", "bulkhead-check", "bulkhead-tests"} <= {*jobs}


@pytest.mark.parametrize("system", ["github", "gitlab"])
def test_servers_are_there_and_required(tmp_path: Path, system: str) -> None:
    folder = laid(tmp_path, "with servers", system)
    name = ".gitlab-ci.yml" if system == "gitlab" else ".github/workflows/bulkhead.yml"
    text = (folder / name).read_text()
    assert "bulkhead verify --require postgres,redis" in text
    job = yaml.safe_load(text)
    job = job["bulkhead-tests"] if system == "gitlab" else job["jobs"]["isolation"]
    host = {"gitlab": ("postgres", "redis"), "github": ("localhost", "localhost")}[system]
    variables = job["variables" if system == "gitlab" else "env"]
    assert f"@{host[0]}:5432" in variables["BULKHEAD_POSTGRES_URL"]
    assert variables["BULKHEAD_REDIS_URL"] == f"redis://{host[1]}:6379/0"
    assert len(job["services"]) == 2


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("by poetry", "poetry install --with test"),
        ("by uv", "uv sync --group tests"),
        ("by groups", "pip install -e . --group test"),
        ("with servers", "pip install -r requirements-dev.txt -e . "),
    ],
)
def test_a_project_is_installed_in_its_own_way(tmp_path: Path, kind: str, command: str) -> None:
    text = (laid(tmp_path, kind, "github") / ".github/workflows/bulkhead.yml").read_text()
    assert command in text
    prefix = {"by poetry": "poetry run ", "by uv": "uv run --no-sync "}.get(kind, "")
    assert f"run: {prefix}bulkhead verify\n" in text or "--require" in text


def test_jobs_stand_behind_what_is_there(tmp_path: Path) -> None:
    above = "include:\n  - local: a.yml\nstages: [lint, unit-test]\n"
    stages = f"{above}.x: &x\n  image: a\njob:\n  <<: *x\n  script: !reference [.x, script]\n"
    project(tmp_path, {**PLAIN, ".gitlab-ci.yml": stages})
    assert init(tmp_path, "--yes", "--only", "ci") == 0
    text = (tmp_path / ".gitlab-ci.yml").read_text()
    assert text.startswith(stages)
    assert "  stage: unit-test\n" in text


@pytest.mark.parametrize("system", ["github", "gitlab"])
def test_a_folder_is_named_to_the_shell_as_one_word(tmp_path: Path, system: str) -> None:
    project(tmp_path, {f"my shop/{name}": text for name, text in PLAIN.items()})
    assert init(tmp_path / "my shop", "--yes", "--only", "ci", "--ci", system) == 0
    text = (tmp_path / {"github": ".github/workflows/bulkhead.yml", "gitlab": ".gitlab-ci.yml"}[system]).read_text()
    assert "bulkhead check 'my shop' --" in text
    assert "my shop/.bulkhead/runs/" in str(yaml.safe_load(text))


@pytest.mark.parametrize("system", ["github", "gitlab"])
@pytest.mark.parametrize("name", ["shop; touch x", "${{ secrets.X }}", "a #b", "a: b", 'a"b', "a\nb", "-x", "$(x)"])
def test_no_job_is_written_for_a_folder_that_steers_it(
    tmp_path: Path, system: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path, {f"{name}/{path}": text for path, text in PLAIN.items()})
    assert main(["init", "--yes", "--only", "ci", "--ci", system, "--", str(tmp_path / name)]) == 0
    assert "have one of yours run" in capsys.readouterr().err
    assert not any((tmp_path / path).exists() for path in (".github", ".gitlab-ci.yml"))


def test_no_workflow_is_written_for_a_branch_that_steers_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, PLAIN, git=False)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "-m", "Begin"]):
        subprocess.run([*git, *words], check=True)
    branch = 'refs/remotes/origin/ma"in'
    subprocess.run([*git, "update-ref", branch, "HEAD"], check=True)
    subprocess.run([*git, "symbolic-ref", "refs/remotes/origin/HEAD", branch], check=True)
    assert init(tmp_path, "--yes", "--only", "ci", "--ci", "github") == 0
    assert "have one of yours run" in capsys.readouterr().err
    assert not (tmp_path / ".github").exists()
