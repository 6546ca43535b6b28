"""Looks at a store, judges what stands in it, and remembers what has become of the alerts."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.errors import PlanError, QuarantineError, UsageError
from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.history.alerts.changing import acknowledge
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.alerts.judging import Replayed, judge, replay
from pytest_bulkhead.history.asking.rows import no_search_for_cycles
from pytest_bulkhead.history.flaky.runs import Fit, left_out
from pytest_bulkhead.history.kept_alerts import keep_alerts, kept_alerts
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.regressions.parallel import Ran, SpeedUp, Success, speed_up, success
from pytest_bulkhead.history.status import history_of
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.values import RunTotals
from pytest_bulkhead.plan_file import plan_path, read_plan
from pytest_bulkhead.quarantine.file import Quarantine, read_quarantine
from pytest_bulkhead.quarantine.place import quarantine_path
from pytest_bulkhead.settings import MEMORY_LIMIT, Alerting, Settings

_RATED = 20


def look(store: Store, settings: Settings, root: Path, *, remembers: bool = True) -> Told:
    """Judge what the store holds, and open and close alerts in it.

    Args:
        store: of the project.
        settings: of the project.
        root: the folder with CODEOWNERS and `.bulkhead`.
        remembers: whether the store is to hold what has become of the alerts.

    Raises:
        StoreError: it cannot be read, or written.
    """
    thresholds = settings.alerts or Alerting()
    with store.reading() as connection:
        history = history_of(Reader(connection), root)
        known = kept_alerts(connection)
    told = judge(history, thresholds, known, settings.memory_limit or MEMORY_LIMIT)
    if remembers and (told.changes.opened or told.changes.closed):
        with store.writing(alone=True) as connection:
            keep_alerts(connection, (*told.changes.opened, *told.changes.closed))
    return Told(
        told.changes,
        told.tests,
        history.weeks,
        _success(history.totals, thresholds),
        _speed_ups(history, _groups(settings, root)),
        len({run.run for run in history.totals}),
        _quarantine(settings, root),
    )


def say_that_it_is_known(store: Store, names: Sequence[str], by: str, why: str) -> list[Alert]:
    """Acknowledge open alerts.

    Args:
        store: that holds them.
        names: of the alerts, or beginnings of names.
        by: who knows.
        why: what they say.

    Raises:
        UsageError: a name means no open alert, or several.
        StoreError: the store cannot be read, or written.
    """
    with store.writing(alone=True) as connection:
        open_ = kept_alerts(connection)
        known = [acknowledge(_named(name, open_), by, why, int(time.time() * 1e6)) for name in names]
        keep_alerts(connection, known)
    return known


def preview(
    store: Store, root: Path, tried: tuple[Alerting, ...], last: int, memory_limit: int = MEMORY_LIMIT
) -> tuple[Replayed, ...]:
    """What each of some thresholds would have raised in the last runs; the store stays as it is.

    Args:
        store: of the project.
        root: the folder with CODEOWNERS.
        tried: the thresholds.
        last: after how many of the last runs they are asked.
        memory_limit: of each process, in MB.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.reading() as connection:
        history = history_of(Reader(connection), root, last)
    with no_search_for_cycles():
        return replay(history, tried, last, memory_limit)


def _success(totals: Sequence[RunTotals], thresholds: Alerting) -> dict[str, Success]:
    rates = {}
    for environment in sorted({run.environment for run in totals}):
        here = [run for run in totals if run.environment == environment]
        out = left_out(here, Fit(share=thresholds.failed_share))
        rates[environment] = success([run for run in here if run.run not in out][-_RATED:], (), parallel=True)
    return {environment: rate for environment, rate in rates.items() if rate.runs}


def _groups(settings: Settings, root: Path) -> dict[str, str]:
    """Which tests the project's plan keeps together, by the name of their group."""
    path = plan_path(settings.plan, settings.root or root)
    with contextlib.suppress(PlanError):
        if path.exists():
            return {test: group.name for group in read_plan(path).groups for test in group.tests}
    return {}


def _quarantine(settings: Settings, root: Path) -> Quarantine:
    """A file that is broken is told where tests are run and quarantined."""
    with contextlib.suppress(QuarantineError):
        return read_quarantine(quarantine_path(settings.root, root))
    return Quarantine()


def _speed_ups(history: History, groups: Mapping[str, str]) -> dict[str, SpeedUp]:
    """What several workers brought to the latest run of each environment."""
    elapsed = {(run.environment, run.run): run.elapsed for run in history.totals}
    by_run: dict[tuple[str, int], list[tuple[int, Ran]]] = defaultdict(list)
    for one in history.latest:
        for attempt in one.attempts:
            ran = Ran(
                one.test, attempt.shard, attempt.worker, attempt.wall, attempt.setup or 0, groups.get(one.test, "")
            )
            by_run[one.environment, attempt.run].append((attempt.position, ran))
    found = {}
    for place, some in by_run.items():
        told = speed_up([ran for _, ran in sorted(some)], elapsed.get(place) or 0)
        if told:
            found[place[0]] = told
    return found


def _named(name: str, alerts: Sequence[Alert]) -> Alert:
    meant = [alert for alert in alerts if name and alert.name.startswith(name)]
    if len(meant) == 1:
        return meant[0]
    problem = "means several open alerts" if meant else "is no open alert"
    raise UsageError(f"{name!r} {problem}. `bulkhead history alerts` tells their names.")
