"""The static check, looking for everything that it can see."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pytest_bulkhead.checker.baselined import take_off
from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.by_reading import ByReading
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.errors import NoTestCodeError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.outputs.relocating import relocate
from pytest_bulkhead.settings import load_settings


class Check(ByReading):
    """Reads the whole copy, in this process; it runs nothing of it."""

    examination = Examination.CHECK

    def __init__(self, bench: Bench, rules: Sequence[Rule] | None = None) -> None:
        """Read nothing yet.

        Args:
            bench: the same for all examiners.
            rules: others than the registered ones.
        """
        super().__init__(bench)
        self._rules = rules

    def findings(self, folder: Path, tests: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """Every finding of every rule, whichever the project has chosen; conventions where its profile has them."""
        settings = load_settings(folder)._replace(
            select=tuple(hazard.code for hazard in all_hazards()), extend_select=(), ignore=(), per_file_ignores=()
        )
        try:
            result = take_off(check_paths([folder], settings, rules=self._rules), settings)
        except NoTestCodeError:
            return ()
        return tuple(relocate(result.findings, os.getcwd(), str(folder)))


EXAMINER = Check
