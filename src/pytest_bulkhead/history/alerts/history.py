"""What rules of alerts look at: as much of the store as they need, as values."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.flaky.owners import Owners
from pytest_bulkhead.history.values import RunsOfTest, RunTotals, Series
from pytest_bulkhead.history.violations import Week


class History(NamedTuple):
    """A project's runs of late, oldest first.

    Args:
        totals: of all runs.
        failing: the tests that have failed, with all their runs.
        series: what was measured of all tests: `WALL`, `CPU` and `GROWTH`.
        latest: all tests of the latest run of each environment, with that run alone.
        findings: what is known of the tests beside.
        owners: whose files are whose.
        weeks: what checks have found come and go, the earliest first.
    """

    totals: tuple[RunTotals, ...] = ()
    failing: tuple[RunsOfTest, ...] = ()
    series: tuple[Series, ...] = ()
    latest: tuple[RunsOfTest, ...] = ()
    findings: tuple[Finding, ...] = ()
    owners: Owners = Owners()
    weeks: tuple[Week, ...] = ()

    def until(self, started: int) -> History:
        """What was known when the run that began then was over."""
        totals = tuple(run for run in self.totals if run.started <= started)
        runs = {run.run for run in totals}
        failing = (_attempts_of(one, runs) for one in self.failing)
        series = (one.only(lambda moment: moment.run in runs) for one in self.series)
        return self._replace(
            totals=totals,
            failing=tuple(one for one in failing if one.attempts),
            series=tuple(one for one in series if one.values),
            weeks=tuple(week for week in self.weeks if week.start * 1_000_000 <= started),
            latest=tuple(one for one in self.latest if all(attempt.run in runs for attempt in one.attempts)),
        )

    @property
    def now(self) -> int:
        """When the latest run began; 0 without any."""
        return max((run.started for run in self.totals), default=0)


def _attempts_of(one: RunsOfTest, runs: Collection[int]) -> RunsOfTest:
    return one._replace(attempts=tuple(attempt for attempt in one.attempts if attempt.run in runs))
