"""Alerts as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_bulkhead.alerting.told import TITLES, sentence, subject
from pytest_bulkhead.history.alerts.alert import Alert


def alerts_data(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """What is open, or was closed."""
    return [
        {
            "name": alert.name,
            "kind": alert.subject.kind.value,
            "title": TITLES[alert.subject.kind],
            "subject": subject(alert),
            "environment": alert.subject.environment,
            "told": sentence(alert),
            "state": alert.state,
            "opened": alert.opened // 1_000_000,
            "closed": None if alert.closed is None else alert.closed // 1_000_000,
            "by": alert.by,
            "why": alert.why,
            "ending": alert.ending,
        }
        for alert in alerts
    ]
