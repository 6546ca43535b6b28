"""The state of a store as the JSON contract has it."""

from __future__ import annotations

import datetime
from typing import Any

from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.sightings import Sighting, Thing, day
from pytest_bulkhead.history.status import Status
from pytest_bulkhead.outputs.masking import masked, masked_test
from pytest_bulkhead.quarantine.file import Quarantine

_MOST = 1000
"""So many findings are named, the latest first."""


def status_document(status: Status, place: str, quarantine: Quarantine, on: datetime.date) -> dict[str, Any]:
    """What `bulkhead history status` tells a program.

    Args:
        status: of the store.
        place: of the store, as it may be shown.
        quarantine: of the project.
        on: the day by which its entries expire.
    """
    latest = sorted(status.findings.items(), key=lambda item: (-item[1].last, -item[1].first, item[0]))
    flaky, broken, counts = status.of(State.FLAKY), status.of(State.BROKEN), status.counts
    return {
        "flaky": [_judged(one) for one in flaky],
        "broken": [_judged(one) for one in broken],
        "alerts": [
            {"kind": one.subject.kind.value, "test": one.subject.test, "told": one.told} for one in status.alerts
        ],
        "findings": [_found(thing, seen, status.now) for thing, seen in latest[:_MOST]],
        "summary": {
            "runs": counts.runs,
            "shards": counts.shards,
            "tests": counts.tests,
            "attempts": counts.attempts,
            "flaky": len(flaky),
            "broken": len(broken),
            "alerts": len(status.alerts),
            "findings": len(latest),
            "new_findings": sum(seen.first >= status.now for _, seen in latest),
            "quarantined": len(quarantine.entries),
            "overdue": len(quarantine.overdue(on)),
            "first": day(counts.first) if counts.first is not None else None,
            "last": day(counts.last) if counts.last is not None else None,
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
        "causes_seen": [cause.seen.told if cause.seen else None for cause in one.causes],
    }


def _found(thing: Thing, seen: Sighting, now: int) -> dict[str, Any]:
    return {
        "code": thing.code,
        "test": masked_test(thing.test) or None,
        "owner": thing.owner or None,
        "what": {"kind": thing.kind, "name": masked(thing.name)} if thing.kind else None,
        "first_seen": day(seen.first),
        "first_revision": seen.revision,
        "last_seen": day(seen.last),
        "times": seen.times,
        "new": seen.first >= now,
    }
