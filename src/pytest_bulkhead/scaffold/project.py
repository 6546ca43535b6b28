"""What is seen of a project: enough to know which of its files want what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.scaffold.installing import Installing

CI_SYSTEMS = ("github", "gitlab")
_DEFAULT_TESTS = "test_*.py"


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it is found.

    Args:
        root: the folder in which pytest runs.
        top: that of the repository; None outside of any.
        tests: the folder of its tests, relative to the root; `.` for the root itself.
        python_files: the patterns by which pytest knows them.
        dist: how tests are to be handed out to workers.
        grouped: whether that is because of groups, by marks or a plan.
        is_strict: whether pytest takes registered marks only.
        unknown_marks: the marks that it would then refuse, as far as is known.
        ci: of `CI_SYSTEMS`, those that it uses.
        other_ci: files of CI systems that are neither.
        requirements: the names of what it depends on, for running and for testing.
        app: its FastAPI application as `package.module:name`; empty when there is none, or more than one.
        python: a version of Python for CI; empty when it runs on none that we do.
        installing: how CI installs it.
    """

    root: Path
    top: Path | None
    tests: str
    python_files: tuple[str, ...]
    dist: str
    grouped: bool
    is_strict: bool
    unknown_marks: tuple[str, ...]
    ci: tuple[str, ...]
    other_ci: tuple[str, ...]
    requirements: frozenset[str]
    app: str
    python: str
    installing: Installing

    @property
    def below_top(self) -> str:
        """The root as seen from the repository's folder, `.` where it is the same."""
        return self.root.relative_to(self.top).as_posix() if self.top else "."

    @property
    def has_fastapi(self) -> bool:
        """Whether there are overrides of dependencies to be had."""
        return bool(self.app) or "fastapi" in self.requirements

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers that its tests are likely to use."""
        drivers = {
            "postgres": {"psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "psycopg-binary"},
            "redis": {"redis", "aioredis"},
            "openfga": {"openfga-sdk"},
        }
        return tuple(name for name, packages in drivers.items() if packages & self.requirements)

    def test_file(self, stem: str) -> Path:
        """Where a new test file of that name goes, so that pytest collects it."""
        pattern = _DEFAULT_TESTS if _DEFAULT_TESTS in self.python_files else self.python_files[0]
        name = pattern.replace("*", stem, 1).replace("*", "") if "*" in pattern and "/" not in pattern else ""
        return self.root / self.tests / (name if name.endswith(".py") else f"test_{stem}.py")
