"""What a store holds, and what is to be seen in it at a glance."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.alerts.judging import judge
from pytest_bulkhead.history.asking.rows import no_search_for_cycles
from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.owners import find_owners
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.kept_alerts import kept_alerts
from pytest_bulkhead.history.queries import Counts, Reader
from pytest_bulkhead.history.sightings import Sightings, together
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.values import Quantity, RunsOfTest
from pytest_bulkhead.history.violations import weeks
from pytest_bulkhead.record.check_log import read_checks
from pytest_bulkhead.settings import MEMORY_LIMIT, Alerting, Settings

LAST = 200
"""So many runs of each environment say whether a test is flaky."""
_MEASURED = 60
"""And so many whether it has become slower: more than the rule's windows and those before them."""


@dataclass(frozen=True, slots=True)
class Status:
    """What there is, and what is wrong.

    Args:
        tests: those that are not just steady, the dearest first.
        alerts: those that are open, and those that would be opened now.
        findings: what runs have told, with since when.
        now: when the latest run began, in microseconds since 1970.
    """

    counts: Counts
    tests: tuple[Judged, ...]
    alerts: tuple[Alert, ...]
    findings: Sightings = field(default_factory=dict)
    now: int = 0

    def of(self, state: State) -> list[Judged]:
        """The tests that are this."""
        return [one for one in self.tests if one.state is state]


def status_of(store: Store, settings: Settings, root: Path) -> Status:
    """Count and judge.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.reading() as connection:
        reader = Reader(connection)
        counts = reader.counts()
        history = history_of(reader, root)
        known = kept_alerts(connection)
    judgement = judge(history, settings.alerts or Alerting(), known, settings.memory_limit or MEMORY_LIMIT)
    return Status(
        counts,
        judgement.tests,
        (*judgement.changes.opened, *judgement.changes.standing),
        history.sightings,
        history.now,
    )


def history_of(reader: Reader, root: Path, more: int = 0) -> History:
    """As much of the store as the rules of alerts look at.

    Args:
        reader: of the store.
        root: of the project, where CODEOWNERS is looked for.
        more: so many runs back besides, to judge as of then.
    """
    with no_search_for_cycles():
        return _history_of(reader, root, more)


def _history_of(reader: Reader, root: Path, more: int) -> History:
    totals = reader.totals()
    newest = {run.environment: run.run for run in totals}
    latest: list[RunsOfTest] = []
    for run in sorted(set(newest.values())):
        latest += [one for one in reader.of_run(run) if newest.get(one.environment) == run]
    found = reader.findings()
    kinds = (Quantity.WALL, Quantity.CPU, Quantity.GROWTH)
    return History(
        totals=tuple(totals),
        failing=tuple(reader.unsteady(LAST + more)),
        series=tuple(reader.series(*kinds, last=_MEASURED + more)),
        latest=tuple(latest),
        findings=tuple(known.finding for known in found),
        sightings=together(found),
        owners=find_owners(root),
        weeks=tuple(weeks(read_checks(root))),
    )
