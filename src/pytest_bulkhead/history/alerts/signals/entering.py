"""More violations that come in than the project wants to see in a week."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bulkhead.history.alerts.alert import Alert, Evidence, Kind, Signal, Subject
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.violations import WEEK, Week
from pytest_bulkhead.settings import Alerting

_SUBJECT = Subject(Kind.VIOLATIONS, "", "")


def look(history: History, thresholds: Alerting) -> tuple[list[Signal], Callable[[Alert], str]]:
    """What the latest week brought, and how to tell that an alert about it is over.

    Args:
        history: of the project, with what checks have found in it.
        thresholds: of them, how many a week are too many.
    """
    week = history.weeks[-1] if history.weeks else None
    is_latest = week is not None and history.now < (week.start + WEEK) * 1_000_000
    signals = [_signal(week)] if week and is_latest and 0 < thresholds.violations <= week.introduced.total() else []

    def ending(alert: Alert) -> str:
        return "fewer come in" if alert.subject.kind is Kind.VIOLATIONS else ""

    return signals, ending


def _signal(week: Week) -> Signal:
    came, went = week.introduced, week.mended
    most = ", ".join(f"{code} {count} ×" for code, count in came.most_common(3))
    told = (
        f"{came.total()} came in within a week ({most}), and {went.total()} were mended; {week.standing.total()} stand"
    )
    facts: Evidence = {
        "weight": came.total(),
        "introduced": came.total(),
        "mended": went.total(),
        "standing": week.standing.total(),
        "hooks_stopped": week.hooks_stopped,
    }
    return Signal(_SUBJECT, told, facts)
