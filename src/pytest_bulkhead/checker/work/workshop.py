"""Where files are checked one after another, whichever process that is."""

from __future__ import annotations

import gc
import os
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pytest_bulkhead.checker.files.layout import shown
from pytest_bulkhead.checker.work.outcome import Job, Outcome
from pytest_bulkhead.checker.work.plan import Plan
from pytest_bulkhead.checker.work.project import Project


class Workshop:
    """Checks the files of one project after those of another; what is known of a project is kept while it lasts."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._project: Project | None = None

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Check files in their order."""
        with undisturbed():
            for job in jobs:
                yield self.check(job)

    def check(self, job: Job) -> Outcome:
        """Check one file; an error of a rule is told, not raised."""
        if self._project is None or self._project.root != job.root:
            self._leave()
            self._project = Project(job.root, self.plan)
        try:
            findings, suppressed = self._project.check(job.path)
        except Exception as error:
            return Outcome(job, fault=_fault(shown(job.path, self.plan.cwd), error))
        return Outcome(job, tuple(findings), suppressed, self._project.news(), self._project.consulted.take())

    def _leave(self) -> None:
        """Let go of what is known of a project; what is left of it refers to itself, which only the collector ends."""
        if self._project is not None:
            self.close()
            gc.collect()

    def close(self) -> None:
        """Let go of the trees before the collector could look at each of their nodes."""
        if self._project is not None:
            self._project.index.clear()
            self._project = None


@contextmanager
def undisturbed() -> Iterator[None]:
    """No collector while trees are built: it would look at millions of nodes that stay; no warnings of the parser."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if was_enabled:
            gc.enable()


def _fault(path: str, error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    told = f"{path}: {type(error).__name__}: {error}{at}"
    if os.environ.get("BULKHEAD_TRACEBACK"):
        told += "\n" + "".join(traceback.format_exception(error))
    return told
