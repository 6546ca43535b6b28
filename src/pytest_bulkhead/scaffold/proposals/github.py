"""A workflow of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.scaffold.ci_job import awkward, ci_job
from pytest_bulkhead.scaffold.ci_systems import main_branch
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError

PART = "ci"
SUMMARY = "a job that checks, runs the tests in parallel, verifies, and keeps what was found"
ORDER = 30
_FOLDER = ".github/workflows"
_WHY = "checks, runs the tests in parallel, verifies, and keeps what was found"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """The workflow, unless one of the project's runs our check already."""
    if project.top is None or not project.python or "github" not in project.ci:
        return
    folder = project.top / _FOLDER
    if any(_runs_check(text) for text in _texts(project)):
        return
    path = folder / "bulkhead.yml"
    if path.exists():
        yield Declined(
            PART, f"{_FOLDER}/bulkhead.yml is there already and does not run `bulkhead check`: have it do so."
        )
        return
    job, branch = ci_job(project), main_branch(project.top)
    if name := awkward(branch, job.folder):
        yield Declined(PART, f"No workflow is written for the name {name!r}: have one of yours run {job.told}.")
        return
    text = template(
        "github.yml",
        branch=branch,
        python=project.python,
        install="\n".join(job.install),
        check=job.check,
        test=job.test,
        verify=job.verify,
        folder="" if job.folder == "." else job.folder,
        records=".bulkhead/runs/" if job.folder == "." else f"{job.folder}/.bulkhead/runs/",
        services="".join(template(f"github-{name}.yml") for name in job.services),
        environment="".join(f"{name}: {url}\n" for name, url in job.variables("localhost").items()),
    )
    yield create(PART, project.root, path, text, _WHY)


def _runs_check(text: str) -> bool:
    return any("bulkhead check" in line and not line.lstrip().startswith("#") for line in text.splitlines())


def _texts(project: Project) -> Iterator[str]:
    assert project.top is not None
    for path in sorted((project.top / _FOLDER).glob("*.y*ml")):
        try:
            yield read_text(path) or ""
        except NotEditableError:
            continue
