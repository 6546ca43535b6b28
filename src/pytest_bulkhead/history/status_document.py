"""The state of a store as the JSON contract has it."""

from __future__ import annotations

import datetime
import time
from typing import Any

from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.status import Status
from pytest_bulkhead.quarantine.file import Quarantine


def status_document(status: Status, place: str, quarantine: Quarantine, day: datetime.date) -> dict[str, Any]:
    """What `bulkhead history status` tells a program.

    Args:
        status: of the store.
        place: of the store, as it may be shown.
        quarantine: of the project.
        day: by which its entries expire.
    """
    flaky, broken, counts = status.of(State.FLAKY), status.of(State.BROKEN), status.counts
    return {
        "flaky": [_judged(one) for one in flaky],
        "broken": [_judged(one) for one in broken],
        "alerts": [
            {"kind": one.subject.kind.value, "test": one.subject.test, "told": one.told} for one in status.alerts
        ],
        "summary": {
            "runs": counts.runs,
            "shards": counts.shards,
            "tests": counts.tests,
            "attempts": counts.attempts,
            "flaky": len(flaky),
            "broken": len(broken),
            "alerts": len(status.alerts),
            "quarantined": len(quarantine.entries),
            "overdue": len(quarantine.overdue(day)),
            "first": _day(counts.first),
            "last": _day(counts.last),
            "store": place,
        },
    }


def _judged(one: Judged) -> dict[str, Any]:
    rate = one.verdict.rate
    return {
        "test": one.test,
        "environment": one.environment,
        "rate": round(rate.mean, 4),
        "runs": one.verdict.runs,
        "seconds_wasted": round(one.cost.wasted / 1e6, 3),
        "runs_blocked": one.cost.blocked,
        "owners": list(one.owners),
        "causes": [cause.told for cause in one.causes],
    }


def _day(moment: int | None) -> str | None:
    if moment is None:
        return None
    return time.strftime("%Y-%m-%d", time.gmtime(min(moment / 1_000_000, 253e9)))
