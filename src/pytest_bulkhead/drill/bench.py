"""What examiners work with: the interpreter that has a project's packages, and what there is beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.pytest_process import Interpreter

SECONDS = 120.0


class Bench(NamedTuple):
    """The same for all examinations of a project.

    Args:
        interpreter: what runs its tests.
        arguments: for pytest, beside those of the examination.
        there: of what tests may need (`fastapi`, `postgres`, …), what there is.
        variables: for the environment of the tests, beside those of this process.
        seconds: how long one run of tests may take at most.
        untouched: the folder of a copy without any violation, where there is one to compare with.
    """

    interpreter: Interpreter
    arguments: tuple[str, ...] = ()
    there: frozenset[str] = frozenset()
    variables: Mapping[str, str] = {}
    seconds: float = SECONDS
    untouched: Path | None = None

    def lacks(self, needs: frozenset[str]) -> str:
        """Why tests of these needs cannot run here; empty where they can."""
        missing = sorted(needs - self.there)
        return f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not there" if missing else ""
