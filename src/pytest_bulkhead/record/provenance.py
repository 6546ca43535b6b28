"""Of what and where a run is: the revision, as git tells it, and the job of a CI service, as its environment does."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ENVIRONMENT, LABELS = "BULKHEAD_ENVIRONMENT", "BULKHEAD_LABELS"
"""Variables by which a project names what its runs are compared within, and what else it wants to know of them."""

_PATIENCE = 1.0
"""In seconds: how long a run waits for git, before it goes on without knowing its revision."""


class _Service(NamedTuple):
    """The variables of a CI service.

    Args:
        name: under which it is told.
        sign: is set nowhere else.
        run: what all jobs of a run share, joined by slashes.
        job: one of these.
        url: one of these.
        revision: one of these.
        branch: one of these.
    """

    name: str
    sign: str
    run: tuple[str, ...]
    job: tuple[str, ...]
    url: tuple[str, ...]
    revision: tuple[str, ...]
    branch: tuple[str, ...]


_SERVICES = (
    _Service(
        "github",
        "GITHUB_ACTIONS",
        ("GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"),
        ("GITHUB_JOB",),
        (),
        ("GITHUB_SHA",),
        ("GITHUB_HEAD_REF", "GITHUB_REF_NAME"),
    ),
    _Service(
        "gitlab",
        "GITLAB_CI",
        ("CI_PROJECT_PATH", "CI_PIPELINE_ID"),
        ("CI_JOB_NAME",),
        ("CI_JOB_URL",),
        ("CI_COMMIT_SHA",),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"),
    ),
    _Service(
        "buildkite",
        "BUILDKITE",
        ("BUILDKITE_BUILD_ID",),
        ("BUILDKITE_LABEL", "BUILDKITE_STEP_KEY"),
        ("BUILDKITE_BUILD_URL",),
        ("BUILDKITE_COMMIT",),
        ("BUILDKITE_BRANCH",),
    ),
    _Service(
        "circleci",
        "CIRCLECI",
        ("CIRCLE_WORKFLOW_ID",),
        ("CIRCLE_JOB",),
        ("CIRCLE_BUILD_URL",),
        ("CIRCLE_SHA1",),
        ("CIRCLE_BRANCH",),
    ),
    _Service(
        "azure",
        "TF_BUILD",
        ("SYSTEM_COLLECTIONURI", "BUILD_BUILDID"),
        ("SYSTEM_JOBDISPLAYNAME", "AGENT_JOBNAME"),
        (),
        ("BUILD_SOURCEVERSION",),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCHNAME"),
    ),
    _Service(
        "bitbucket",
        "BITBUCKET_BUILD_NUMBER",
        ("BITBUCKET_REPO_FULL_NAME", "BITBUCKET_BUILD_NUMBER"),
        ("BITBUCKET_STEP_UUID",),
        (),
        ("BITBUCKET_COMMIT",),
        ("BITBUCKET_BRANCH",),
    ),
    _Service(
        "travis",
        "TRAVIS",
        ("TRAVIS_REPO_SLUG", "TRAVIS_BUILD_ID"),
        ("TRAVIS_JOB_NUMBER",),
        ("TRAVIS_JOB_WEB_URL",),
        ("TRAVIS_COMMIT",),
        ("TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"),
    ),
    _Service(
        "jenkins",
        "JENKINS_URL",
        ("BUILD_TAG",),
        ("STAGE_NAME", "JOB_NAME"),
        ("BUILD_URL",),
        ("GIT_COMMIT",),
        ("CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH"),
    ),
)


def ci_of(environ: Mapping[str, str]) -> dict[str, str]:
    """What a CI service tells of the run that this process is a part of.

    Returns:
        `provider`, `run`, `job`, `url`, `revision` and `branch`, as far as they are told; nothing outside of CI.
    """
    service = next((one for one in _SERVICES if environ.get(one.sign)), None)
    if service is None:
        return {}
    told = {
        "provider": service.name,
        "run": "/".join(environ[name] for name in service.run if environ.get(name)),
        "job": _first(environ, service.job),
        "url": _first(environ, service.url) or _url_of_github(environ),
        "revision": _first(environ, service.revision),
        "branch": _first(environ, service.branch),
    }
    return {name: value for name, value in told.items() if value}


def revision_of(folder: Path) -> dict[str, Any]:
    """What git tells of the files below a folder.

    Returns:
        `revision`, `branch` and `dirty`, as far as they are told; nothing outside of a repository.
    """
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return {}
    import subprocess  # takes as long as all the rest of the record's writing

    # Nothing that the repository's settings name is run, and no lock is taken in it.
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "status"]
    try:
        told = subprocess.run(
            [*command, "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=all"],
            cwd=folder,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        return {}
    lines = told.splitlines()
    told_of = (line[2:].partition(" ") for line in lines if line.startswith("# "))
    heads = {name: value for name, _, value in told_of}
    revision, branch = heads.get("branch.oid", ""), heads.get("branch.head", "")
    known: dict[str, Any] = {"dirty": any(not line.startswith("#") for line in lines)}
    if not revision.startswith("("):  # before the first commit
        known["revision"] = revision
    if not branch.startswith("("):  # detached, as in most CI services
        known["branch"] = branch
    return {name: value for name, value in known.items() if value != ""}


def provenance(folder: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """What belongs into the first line of a run record, as far as it is known.

    Args:
        folder: of the files that the run is of.
        environ: of the process.
    """
    ci = ci_of(environ)
    told: dict[str, Any] = {
        **revision_of(folder),
        **{name: ci.pop(name) for name in ("revision", "branch") if name in ci},
        "ci": ci,
        "implementation": platform.python_implementation(),
        "machine": platform.machine(),
        "cpus": usable_processors(),
        "environment": environ.get(ENVIRONMENT, ""),
        "labels": labels_of(environ.get(LABELS, "")),
    }
    return {name: value for name, value in told.items() if value not in ("", {}, None)}


def labels_of(text: str) -> dict[str, str]:
    """What `a=1,b=2` says; what is no pair is left out."""
    pairs = (part.partition("=") for part in text.split(","))
    return {name.strip(): value.strip() for name, is_pair, value in pairs if is_pair and name.strip()}


def usable_processors() -> int | None:
    """How many processors this process may use; None where that is not known."""
    if sys.platform != "linux":
        return os.cpu_count()
    return len(os.sched_getaffinity(0))


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _url_of_github(environ: Mapping[str, str]) -> str:
    server, run = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_RUN_ID")
    return f"{server}/{environ.get('GITHUB_REPOSITORY', '')}/actions/runs/{run}" if server and run else ""
