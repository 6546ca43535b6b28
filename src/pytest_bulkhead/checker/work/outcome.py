"""What checking one file comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pytest_bulkhead.checker.files.consulted import News
from pytest_bulkhead.findings import Finding


class Job(NamedTuple):
    """A file that is to be checked, in the project whose folder is the root."""

    root: str
    path: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a job.

    Args:
        suppressed: how many more findings a comment tolerates.
        helpers: files of the test tree that came to light through imports, each told once by whoever checks.
        news: what was consulted, if somebody wants to know.
        fault: what went wrong with us, empty when nothing did; then there are no findings.
    """

    job: Job
    findings: tuple[Finding, ...] = ()
    suppressed: int = 0
    helpers: tuple[str, ...] = ()
    news: News | None = None
    fault: str = ""
