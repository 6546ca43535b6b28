"""What the job of any CI system does for a project, as commands of a shell."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from pytest_bulkhead.scaffold.project import Project

_PLAIN = re.compile(r"[\w.](?:[\w./ -]*[\w.-])?")
_WITH_SERVICE = ("postgres", "redis")


class CiJob(NamedTuple):
    """Commands, and where they run.

    Args:
        install: one after the other, in the project's folder.
        check: what looks at the test code, in the repository's folder; formats are added to it.
        test: runs the tests in parallel, in the project's folder.
        verify: shows that compartments hold, likewise.
        folder: the project's, as seen from the repository's; `.` where it is the same.
        services: the servers that the job gets.
    """

    install: tuple[str, ...]
    check: str
    test: str
    verify: str
    folder: str
    services: tuple[str, ...]

    @property
    def told(self) -> str:
        """Its commands, for people who have another job run them."""
        return f"`{self.check}`, `{self.test}` and `{self.verify}`"

    def variables(self, host: str = "") -> dict[str, str]:
        """What tells our fixtures of the servers.

        Args:
            host: on which they are; empty where each has its own name.
        """
        urls = {"postgres": "postgresql://postgres:postgres@{host}:5432/postgres", "redis": "redis://{host}:6379/0"}
        return {f"BULKHEAD_{name.upper()}_URL": urls[name].format(host=host or name) for name in self.services}


def awkward(*names: str) -> str:
    """The first of some names that says something else in YAML, to a shell, or to a CI system; empty for none."""
    return next((name for name in names if not _PLAIN.fullmatch(name)), "")


def ci_job(project: Project) -> CiJob:
    """The job of a project."""
    prefix, folder = project.installing.prefix, project.below_top
    quoted = shlex.quote(folder)
    of_top = prefix
    if folder != "." and prefix:  # from the repository's folder, where no environment need be
        of_top = prefix.replace("uv run", f"uv run --project {quoted}").replace("poetry", f"poetry --project {quoted}")
    services = tuple(name for name in project.servers if name in _WITH_SERVICE)
    required = f" --require {','.join(services)}" if services else ""
    return CiJob(
        install=project.installing.commands,
        check=f"{of_top}bulkhead check{'' if folder == '.' else f' {quoted}'}",
        test=f"{prefix}pytest -n auto --dist {project.dist}",
        verify=f"{prefix}bulkhead verify{required}",
        folder=folder,
        services=services,
    )
