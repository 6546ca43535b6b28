"""Why there is no job: another CI system, none at all, or no Python on which both of us run."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.scaffold.ci_job import ci_job
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal

PART = "ci"
SUMMARY = ""
ORDER = 32


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """What to do by hand."""
    if not project.python:
        yield Declined(PART, "The project runs on no Python that pytest-bulkhead runs on (3.11 or later): no CI job.")
        return
    if project.ci:
        return
    commands = ci_job(project).told
    if project.other_ci:
        yield Declined(PART, f"{', '.join(project.other_ci)}: there is no job for this CI. Have one run {commands}.")
    else:
        yield Declined(
            PART, f"No CI is in use here. `--ci github` or `--ci gitlab` adds a job; any other runs {commands}."
        )
