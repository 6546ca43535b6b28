"""The alerts that the store remembers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, false, insert, or_, select

from pytest_bulkhead.history.alerts.alert import Alert, Kind, Subject
from pytest_bulkhead.history.schema import alerts, storable


def kept_alerts(connection: Connection, closed_since: int | None = None) -> list[Alert]:
    """The alerts that are open, the earliest first.

    Args:
        connection: to the store.
        closed_since: those that were closed since then, too, in microseconds since 1970.
    """
    late = false() if closed_since is None else alerts.c.closed >= closed_since
    wanted = or_(alerts.c.closed.is_(None), late)
    rows = connection.execute(select(alerts).where(wanted).order_by(alerts.c.opened, alerts.c.name)).mappings()
    kinds = {kind.value for kind in Kind}
    return [_alert(row) for row in rows if row["kind"] in kinds]


def keep_alerts(connection: Connection, changed: Iterable[Alert]) -> None:
    """Remember alerts as they are now; one that is remembered already, by its name, is replaced.

    Args:
        connection: to the store, within a transaction that may write.
        changed: the alerts.
    """
    rows = [_row(alert) for alert in changed]
    if rows:
        connection.execute(delete(alerts).where(alerts.c.name.in_([row["name"] for row in rows])))
        connection.execute(insert(alerts), rows)


def _alert(row: Mapping[Any, Any]) -> Alert:
    about = Subject(Kind(row["kind"]), row["test"], row["environment"], row["quantity"])
    try:
        evidence = json.loads(row["evidence"])
    except ValueError:
        evidence = {}
    return Alert(
        about,
        row["told"],
        evidence if isinstance(evidence, dict) else {},
        row["opened"],
        row["acknowledged"],
        row["by"],
        row["why"],
        row["closed"],
        row["ending"],
    )


def _row(alert: Alert) -> dict[str, Any]:
    about = alert.subject
    texts = {
        "test": about.test,
        "environment": about.environment,
        "quantity": about.quantity,
        "told": alert.told,
        "by": alert.by,
        "why": alert.why,
        "ending": alert.ending,
    }
    return {
        "name": alert.name,
        "kind": about.kind.value,
        **{name: storable(text) for name, text in texts.items()},
        "evidence": json.dumps(dict(alert.evidence)),
        "opened": alert.opened,
        "acknowledged": alert.acknowledged,
        "closed": alert.closed,
    }
