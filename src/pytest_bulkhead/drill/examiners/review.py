"""What a review of the change would say: findings that it brings, told by symbol and not by line."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.drill.by_reading import ByReading
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.errors import NoTestCodeError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.relocating import relocate
from pytest_bulkhead.review.brought import brought
from pytest_bulkhead.settings import load_settings


class Review(ByReading):
    """Looks as the project itself has settled it, at what the change brings."""

    examination = Examination.REVIEW

    def findings(self, folder: Path, tests: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """What the change since the untouched copy brings; where there is none, all that a check tells."""
        if self._bench.untouched is not None:
            return brought(folder, self._bench.untouched)
        try:
            result = check_paths([folder], load_settings(folder))
        except NoTestCodeError:
            return ()
        return tuple(relocate(result.findings, os.getcwd(), str(folder)))


EXAMINER = Review
