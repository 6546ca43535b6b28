"""Small projects to lay things into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from pytest_bulkhead.cli.main import main

TEST = "def test_one():\n    assert True\n"
PYPROJECT = """\
# what we are
[project]
name = "shop"   # not ours
requires-python = ">=3.10"
optional-dependencies.test = ["pytest"]
"""
HOOKS = """\
# our hooks
repos:
- repo: https://example.org/hooks
  rev: v1  # pinned
  hooks:
    - id: tidy
"""
WORKFLOW = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
GITHUB = {
    "pyproject.toml": PYPROJECT,
    ".pre-commit-config.yaml": HOOKS,
    ".github/workflows/ci.yml": WORKFLOW,
    "tests/test_one.py": TEST,
}
GITLAB = {
    "setup.cfg": "[metadata]\nname = shop\n[options]\npython_requires = >=3.11\n",
    "tox.ini": "[pytest]\ntestpaths = test\n",
    "requirements-test.txt": "pytest",
    ".gitlab-ci.yml": "stages: [build, check]  # two\nunit:\n  stage: check\n  script: [pytest]\n",
    "test/test_one.py": TEST,
}


def project(folder: Path, files: Mapping[str, str], *, git: bool = True) -> Path:
    """Write a project; texts are written as they are, line ends and all."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((dedent(text) if text.startswith("\n") else text).encode())
    if git:
        (folder / ".git").mkdir(exist_ok=True)
    return folder


def everything(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder but what git keeps there; None stands for a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if ".git" not in path.relative_to(folder).parts]
    return {path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in paths}


def init(folder: Path, *arguments: str) -> int:
    """Run the command on a project."""
    return main(["init", str(folder), *arguments])


def answer(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> Any:
    """What it says to programs."""
    capsys.readouterr()
    init(folder, "--output-format", "json", *arguments)
    return json.loads(capsys.readouterr().out)
