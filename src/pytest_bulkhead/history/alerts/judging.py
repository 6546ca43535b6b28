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


def replay(
    history: History, tried: Sequence[Alerting], runs: int, memory_limit: int = MEMORY_LIMIT
) -> tuple[Replayed, ...]:
    """Judge after each of the last runs, as if nothing had been known before the first of them.

    Args:
        history: of the project.
        tried: thresholds of the rules, each of which is answered for itself.
        runs: after how many runs.
        memory_limit: of each process, in MB.
    """
    starts = sorted({run.started for run in history.totals})[-runs:]
    closed: list[list[Alert]] = [[] for _ in tried]
    open_: list[tuple[Alert, ...]] = [() for _ in tried]
    for started in starts:
        then = history.until(started)
        for place, thresholds in enumerate(tried):
            changes = judge(then, thresholds, open_[place], memory_limit).changes
            closed[place] += changes.closed
            open_[place] = (*changes.standing, *changes.opened)
    return tuple(
        Replayed(tuple(sorted((*over, *still), key=lambda alert: alert.opened)), len(starts))
        for over, still in zip(closed, open_, strict=True)
    )


def _ending(alert: Alert, here: set[str], endings: Iterable[Callable[[Alert], str]]) -> str:
    if alert.subject.environment and alert.subject.environment not in here:
        return "there has been no run in its environment for long"
    return next((how for ending in endings if (how := ending(alert))), "")
