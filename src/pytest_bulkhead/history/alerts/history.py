"""What rules of alerts look at: as much of the store as they need, as values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import compress
from typing import NamedTuple

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.flaky.owners import Owners
from pytest_bulkhead.history.sightings import Sighting, Thing
from pytest_bulkhead.history.values import Moment, RunsOfTest, RunTotals, Series
from pytest_bulkhead.history.violations import Week


class History(NamedTuple):
    """A project's runs of late, oldest first.

    Args:
        totals: of all runs.
        failing: the tests that have failed, with all their runs.
        series: what was measured of all tests: `WALL`, `CPU` and `GROWTH`.
        latest: all tests of the latest run of each environment, with that run alone.
        findings: what is known of the tests beside.
        sightings: since when that is known.
        owners: whose files are whose.
        weeks: what checks have found come and go, the earliest first.
    """

    totals: tuple[RunTotals, ...] = ()
    failing: tuple[RunsOfTest, ...] = ()
    series: tuple[Series, ...] = ()
    latest: tuple[RunsOfTest, ...] = ()
    findings: tuple[Finding, ...] = ()
    sightings: Mapping[Thing, Sighting] = {}
    owners: Owners = Owners()
    weeks: tuple[Week, ...] = ()

    def until(self, started: int) -> History:
        """What was known when the run that began then was over."""
        totals = tuple(run for run in self.totals if run.started <= started)
        runs = {run.run for run in totals}
        failing = (_attempts_of(one, runs) for one in self.failing)
        return self._replace(
            totals=totals,
            failing=tuple(one for one in failing if one.attempts),
            series=tuple(_of_runs(self.series, runs)),
            weeks=tuple(week for week in self.weeks if week.start * 1_000_000 <= started),
            latest=tuple(one for one in self.latest if all(attempt.run in runs for attempt in one.attempts)),
        )

    @property
    def now(self) -> int:
        """When the latest run began; 0 without any."""
        return max((run.started for run in self.totals), default=0)


def _of_runs(series: Iterable[Series], runs: Collection[int]) -> Iterator[Series]:
    """What was measured in some runs; which moments these are is asked once for all tests that share them."""
    known: dict[int, tuple[list[bool], tuple[Moment, ...], bool]] = {}
    for one in series:
        found = known.get(id(one.moments))
        if found is None:
            kept = [moment.run in runs for moment in one.moments]
            moments = tuple(compress(one.moments, kept))
            found = known[id(one.moments)] = kept, moments, all(kept[: len(moments)])
        kept, moments, is_start = found
        if len(moments) == len(kept):
            yield one
        elif moments:
            values = one.values[: len(moments)] if is_start else tuple(compress(one.values, kept))
            yield Series(one.test, one.environment, one.quantity, moments, values)


def _attempts_of(one: RunsOfTest, runs: Collection[int]) -> RunsOfTest:
    return one._replace(attempts=tuple(attempt for attempt in one.attempts if attempt.run in runs))
