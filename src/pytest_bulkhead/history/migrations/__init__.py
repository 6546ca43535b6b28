"""The steps from each schema to the next and back; what has been released is never changed."""

from __future__ import annotations

from pytest_bulkhead.history.migrations import (
    alerts_of_rules,
    attempts_of_runs,
    growth_of_attempts,
    quarantined_failures,
    totals_of_days,
)
from pytest_bulkhead.history.migrations.step import Step

STEPS: tuple[Step, ...] = (
    attempts_of_runs.STEP,
    totals_of_days.STEP,
    alerts_of_rules.STEP,
    growth_of_attempts.STEP,
    quarantined_failures.STEP,
)
"""After the first of them, the schema has the number 1."""
