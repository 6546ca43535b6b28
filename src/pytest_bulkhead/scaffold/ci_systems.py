"""Which CI systems a project uses."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_bulkhead.project.git import Git

_GITLAB = ".gitlab-ci.yml"
_WORKFLOWS = ".github/workflows"
_OTHERS = (
    *("azure-pipelines.yml", "azure-pipeline.yml", ".travis.yml", "appveyor.yml", ".circleci/config.yml"),
    *(
        "Jenkinsfile",
        "bitbucket-pipelines.yml",
        ".buildkite/pipeline.yml",
        ".drone.yml",
        ".woodpecker.yml",
        ".cirrus.yml",
    ),
)


def ci_systems(top: Path | None) -> tuple[str, ...]:
    """`github`, `gitlab`, both or neither: by the files that are there, else by where the repository comes from.

    Args:
        top: the repository's folder.
    """
    if top is None:
        return ()
    there = {"github": _has_workflows(top), "gitlab": (top / _GITLAB).is_file()}
    used = tuple(name for name, is_there in there.items() if is_there)
    if used or other_ci(top):
        return used
    origin = (Git(top).tell("config", "--get", "remote.origin.url") or "").lower()
    return tuple(name for name in there if re.search(rf"\b{name}\b", origin))


def other_ci(top: Path | None) -> tuple[str, ...]:
    """The files of CI systems that we have no job for."""
    return tuple(name for name in _OTHERS if top and (top / name).is_file())


def main_branch(top: Path) -> str:
    """The branch that others are merged into."""
    git = Git(top)
    head = (git.tell("symbolic-ref", "--short", "refs/remotes/origin/HEAD") or "").strip().partition("/")[2]
    if head:
        return head
    branches = (git.tell("branch", "--format=%(refname:short)") or "").split()
    return next((name for name in ("main", "master", "develop") if name in branches), "main")


def _has_workflows(top: Path) -> bool:
    folder = top / _WORKFLOWS
    return folder.is_dir() and any(path.suffix in (".yml", ".yaml") for path in folder.iterdir())
