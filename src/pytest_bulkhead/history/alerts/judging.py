"""All rules at once: what a history raises, and what it would have raised under other thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pytest_bulkhead.history.alerts.alert import Alert, Signal
from pytest_bulkhead.history.alerts.changing import Changes, change
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.alerts.signals import entering, flakiness, levels, limits
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.settings import MEMORY_LIMIT, Alerting

_LATEST = 400
"""An environment that is none of so many runs' is not in use any more."""


class Judgement(NamedTuple):
    """What a history says now.

    Args:
        changes: of the alerts.
        tests: those that are not just steady.
    """

    changes: Changes
    tests: tuple[Judged, ...]


class Replayed(NamedTuple):
    """What thresholds would have raised, had they held from the beginning.

    Args:
        alerts: all of them, with when they would have been closed.
        runs: after how many runs it was looked.
    """

    alerts: tuple[Alert, ...]
    runs: int


def judge(
    history: History, thresholds: Alerting, known: Sequence[Alert] = (), memory_limit: int = MEMORY_LIMIT
) -> Judgement:
    """Lay what all rules see beside the alerts that are known.

    Args:
        history: of the project.
        thresholds: of the rules.
        known: alerts that were raised before.
        memory_limit: of each process, in MB.
    """
    tests = flakiness.judged(history, thresholds)
    looks = [
        flakiness.look(tests),
        levels.look(history, thresholds, known),
        limits.look(history, thresholds, memory_limit),
        entering.look(history, thresholds),
    ]
    signals: list[Signal] = [signal for seen, _ in looks for signal in seen]
    endings = [ending for _, ending in looks]
    here = {run.environment for run in history.totals[-_LATEST:]}
    changes = change(known, signals, lambda alert: _ending(alert, here, endings), history.now)
    return Judgement(changes, tuple(tests))


def replay(history: History, thresholds: Alerting, runs: int, memory_limit: int = MEMORY_LIMIT) -> Replayed:
    """Judge after each of the last runs, as if nothing had been known before the first of them.

    Args:
        history: of the project.
        thresholds: of the rules.
        runs: after how many runs.
        memory_limit: of each process, in MB.
    """
    starts = sorted({run.started for run in history.totals})[-runs:]
    closed: tuple[Alert, ...] = ()
    open_: tuple[Alert, ...] = ()
    for started in starts:
        changes = judge(history.until(started), thresholds, open_, memory_limit).changes
        closed, open_ = (*closed, *changes.closed), (*changes.standing, *changes.opened)
    return Replayed(tuple(sorted((*closed, *open_), key=lambda alert: alert.opened)), len(starts))


def _ending(alert: Alert, here: set[str], endings: Iterable[Callable[[Alert], str]]) -> str:
    if alert.subject.environment and alert.subject.environment not in here:
        return "there has been no run in its environment for long"
    return next((how for ending in endings if (how := ending(alert))), "")
