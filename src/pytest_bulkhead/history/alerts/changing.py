"""What becomes of alerts as runs go on: opened once, known, over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pytest_bulkhead.history.alerts.alert import Alert, Kind, Signal


class Changes(NamedTuple):
    """What has become of the alerts.

    Args:
        opened: these are new.
        standing: these are still open, as they were.
        closed: these are over since now.
    """

    opened: tuple[Alert, ...]
    standing: tuple[Alert, ...]
    closed: tuple[Alert, ...]


def change(known: Iterable[Alert], signals: Sequence[Signal], ending: Callable[[Alert], str], now: int) -> Changes:
    """Lay what rules see now beside what is known.

    A signal about what is open already is no news. An alert that somebody has acknowledged is replaced when a rule sees
    its subject again: rules look at what came after the acknowledgement only.

    Args:
        known: alerts, of which those that are closed do not matter.
        signals: what rules see now.
        ending: how an open alert is over, empty if it is not.
        now: the time of the run that was looked at last.
    """
    seen = {signal.subject: signal for signal in signals}
    standing, closed = [], []
    for alert in known:
        if alert.closed is not None:
            continue
        is_worse = alert.acknowledged is not None and _is_measured(alert) and alert.subject in seen
        how = "it got worse since it was acknowledged" if is_worse else ending(alert)
        if is_worse or (how and alert.subject not in seen):
            closed.append(alert._replace(closed=now, ending=how))
        else:
            standing.append(alert)
    about = {alert.subject for alert in standing}
    opened = [
        Alert(signal.subject, signal.told, signal.evidence, now)
        for subject, signal in seen.items()
        if subject not in about
    ]
    rank = sorted(opened, key=_weight)
    return Changes(tuple(rank), tuple(sorted(standing, key=_weight)), tuple(closed))


def acknowledge(alert: Alert, by: str, why: str, now: int) -> Alert:
    """Say that somebody knows of an alert."""
    return alert._replace(acknowledged=now, by=by, why=why)


def _is_measured(alert: Alert) -> bool:
    """Whether it is about a level, which can rise once more; a state is there or is not."""
    return bool(alert.subject.quantity)


def _weight(alert: Alert) -> tuple[int, float, str]:
    cost = alert.evidence.get("weight", 0)
    return list(Kind).index(alert.subject.kind), -float(cost), str(alert.subject)
