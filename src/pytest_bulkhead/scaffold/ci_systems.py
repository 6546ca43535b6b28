"""Which CI systems a project uses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

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
    origin = _git(top, "config", "--get", "remote.origin.url").lower()
    return tuple(name for name in there if re.search(rf"\b{name}\b", origin))


def other_ci(top: Path | None) -> tuple[str, ...]:
    """The files of CI systems that we have no job for."""
    return tuple(name for name in _OTHERS if top and (top / name).is_file())


def main_branch(top: Path) -> str:
    """The branch that others are merged into."""
    head = _git(top, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").partition("/")[2]
    if head:
        return head
    branches = _git(top, "branch", "--format=%(refname:short)").split()
    return next((name for name in ("main", "master", "develop") if name in branches), "main")


def _has_workflows(top: Path) -> bool:
    folder = top / _WORKFLOWS
    return folder.is_dir() and any(path.suffix in (".yml", ".yaml") for path in folder.iterdir())


def _git(top: Path, *arguments: str) -> str:
    """What git says, empty where it does not."""
    try:
        done = subprocess.run(
            ["git", "-C", str(top), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
