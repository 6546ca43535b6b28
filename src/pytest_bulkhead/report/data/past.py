"""As much of the history as a page tells of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.alerting.looking import look
from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.history.flaky.owners import Owners, find_owners
from pytest_bulkhead.history.kept_alerts import kept_alerts
from pytest_bulkhead.history.per_run import OfRun, per_run
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.sightings import Sighting, Thing, thing_of, together
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.values import Quantity, RunTotals, Strip
from pytest_bulkhead.report.data.spark import STRIP
from pytest_bulkhead.settings import Settings

_TREND = 200


class Past(NamedTuple):
    """What the store holds, the oldest first.

    Args:
        told: alerts, tests that are not just steady, weeks of violations, and how well it runs in parallel.
        totals: the latest runs of all environments, those of the review at least.
        measured: what those runs came to beside.
        strips: of all tests, in the latest environment.
        durations: of the same tests, those of the attempts that were good, in microseconds.
        owners: whose files are whose.
        closed: alerts that were closed since the review begins.
        runs: how many runs there are.
        sightings: what runs have told, with since when.
    """

    told: Told
    totals: tuple[RunTotals, ...]
    measured: Mapping[int, OfRun]
    strips: tuple[Strip, ...]
    durations: Mapping[str, tuple[int, ...]]
    owners: Owners
    closed: tuple[Alert, ...]
    runs: int
    sightings: Mapping[Thing, Sighting] = {}

    def seen(self, finding: Finding) -> dict[str, Any] | None:
        """Since when it is known; None for what no run has told."""
        known = self.sightings.get(thing_of(finding))
        if known is None:
            return None
        first, last = (moment // 1_000_000 for moment in known[:2])
        return {"first": first, "last": last, "revision": known.revision[:12], "times": known.times}

    @property
    def environment(self) -> str:
        """That of the latest run."""
        return self.totals[-1].environment if self.totals else ""


def read_past(store: Store, settings: Settings, root: Path, since: float | None = None) -> Past:
    """Ask a store.

    Args:
        store: of the project.
        settings: of the project.
        root: of the project.
        since: from when a review tells, in seconds since 1970; None without one.

    Raises:
        StoreError: it cannot be read.
    """
    told = look(store, settings, root, remembers=False)
    began = None if since is None else int(since * 1e6)
    with store.reading() as connection:
        reader = Reader(connection)
        every = reader.totals()
        # As long again before the review, to compare with.
        recent = sum(run.started >= 2 * began - every[-1].started for run in every) if began and every else 0
        totals = tuple(every[-max(_TREND, recent) :])
        here = totals[-1].environment if totals else ""
        return Past(
            told=told,
            totals=totals,
            measured=per_run(connection, {run.run for run in totals}),
            strips=tuple(one for one in reader.strips(STRIP) if one.environment == here),
            durations={
                one.test: tuple(point.value for point in one.points)
                for one in reader.series(Quantity.WALL, last=STRIP)
                if one.environment == here
            },
            owners=find_owners(root),
            closed=tuple(one for one in kept_alerts(connection, began) if one.closed is not None) if began else (),
            runs=len({run.run for run in every}),
            sightings=together(reader.findings()),
        )
