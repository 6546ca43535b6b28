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
