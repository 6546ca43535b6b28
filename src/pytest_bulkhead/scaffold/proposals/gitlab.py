"""Two jobs of GitLab CI."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from pytest_bulkhead.scaffold.ci_job import CiJob, awkward, ci_job
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, inserted
from pytest_bulkhead.scaffold.text.yaml_edit import append_mapping, confirm, listed, top_level
from pytest_bulkhead.scaffold.text.yaml_lines import Line

PART = "ci"
SUMMARY = ""
ORDER = 31
_FILE = ".gitlab-ci.yml"
_STAGE = "test"
_OURS = re.compile(r"(?m)^[^#\r\n]*\bbulkhead check\b")
_KEYS = (".bulkhead", "bulkhead-check", "bulkhead-tests")
_WHY = "checks, runs the tests in parallel, verifies, and keeps what was found"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """The jobs, put at the end of the project's own file."""
    if project.top is None or not project.python or "gitlab" not in project.ci:
        return
    path = project.top / _FILE
    job = ci_job(project)
    if name := awkward(job.folder):
        yield Declined(PART, f"No jobs are written for the name {name!r}: have one of yours run {job.told}.")
        return
    try:
        before = read_text(path)
        if before is None:
            yield create(PART, project.root, path, _jobs(project, job, _STAGE), _WHY)
        elif not _OURS.search(before):
            sections = top_level(before)
            taken = [key for key in _KEYS if key in sections]
            if taken:
                raise NotEditableError(f"has the key {taken[0]!r} already")
            piece = append_mapping(before, _jobs(project, job, _stage(sections)))
            confirm(before, inserted(before, [piece]), "", len(_KEYS))
            yield insert(PART, project.root, path, before, _WHY, piece)
    except NotEditableError as error:
        instead = "Add a job by hand that runs `bulkhead check`, pytest, and `bulkhead verify`."
        yield declined(PART, project.root, path, error, instead)


def _jobs(project: Project, job: CiJob, stage: str) -> str:
    enter = [] if job.folder == "." else [f"cd {shlex.quote(job.folder)}"]
    leave = [] if job.folder == "." else ['cd "$CI_PROJECT_DIR"']
    password = {"POSTGRES_PASSWORD": "postgres"} if "postgres" in job.services else {}
    return template(
        "gitlab.yml",
        stage=stage,
        python=project.python,
        install="".join(f"- {command}\n" for command in (*enter, *job.install, *leave)),
        check=job.check,
        test="".join(f"- {command}\n" for command in (*enter, job.test, job.verify)),
        records=".bulkhead/runs/" if job.folder == "." else f"{job.folder}/.bulkhead/runs/",
        services="".join(template(f"gitlab-{name}.yml") for name in job.services),
        environment="".join(f"{name}: {url}\n" for name, url in (password | job.variables()).items()),
    )


def _stage(sections: Mapping[str, list[Line]]) -> str:
    """A stage that the project has: the one for tests, where it says which there are."""
    stages = listed(sections["stages"]) if "stages" in sections else []
    if not stages or _STAGE in stages:
        return _STAGE
    return next((stage for stage in stages if _STAGE in stage.lower()), stages[-1])
