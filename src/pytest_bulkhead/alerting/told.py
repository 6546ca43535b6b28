"""What there is to tell of a project's alerts, ready for any of the ways to tell it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pytest_bulkhead.history.alerts.alert import Alert, Kind
from pytest_bulkhead.history.alerts.changing import Changes
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.regressions.parallel import SpeedUp, Success
from pytest_bulkhead.history.violations import Week
from pytest_bulkhead.outputs.masking import masked, masked_test
from pytest_bulkhead.quarantine.file import Quarantine

TITLES = {
    Kind.TOO_LARGE: "a process is too large",
    Kind.BROKEN: "broken",
    Kind.FLAKY: "flaky",
    Kind.SUITE_SLOWER: "the suite is slower",
    Kind.SLOWER: "slower",
    Kind.LARGER: "takes more memory",
    Kind.UNRELIABLE: "parallel runs fail",
    Kind.VIOLATIONS: "violations came in",
}
_WEEKS = 4
_CODES = 3


class Told(NamedTuple):
    """What is told.

    Args:
        changes: of the alerts.
        tests: those that are not just steady.
        weeks: what came and went in them, by the log of checks.
        success: of the latest parallel runs, by environment.
        speed_ups: what several workers brought to the latest run, likewise.
        runs: how many runs it rests on.
        quarantine: the tests that are set apart.
    """

    changes: Changes
    tests: tuple[Judged, ...] = ()
    weeks: tuple[Week, ...] = ()
    success: Mapping[str, Success] = {}
    speed_ups: Mapping[str, SpeedUp] = {}
    runs: int = 0
    quarantine: Quarantine = Quarantine()


def subject(alert: Alert) -> str:
    """What an alert is about, without what looks like a secret."""
    return masked_test(alert.subject.test) or "the whole suite"


def sentence(alert: Alert) -> str:
    """What is so, likewise."""
    return masked(alert.told)


def day(microseconds: int | None) -> str:
    """A time as people write it, in UTC; empty for none, and for one that no calendar holds."""
    if microseconds is None:
        return ""
    try:
        return datetime.datetime.fromtimestamp(microseconds / 1e6, datetime.UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return "at an unknown time"


def machine(alert: Alert) -> dict[str, Any]:
    """An alert as the JSON contract has it."""
    about = alert.subject
    return {
        "name": alert.name,
        "kind": about.kind.value,
        "state": alert.state,
        "test": masked_test(about.test),
        "environment": about.environment,
        "quantity": about.quantity,
        "message": sentence(alert),
        "evidence": {name: masked(fact) if isinstance(fact, str) else fact for name, fact in alert.evidence.items()},
        "opened": day(alert.opened),
        "acknowledged": day(alert.acknowledged) or None,
        "by": alert.by,
        "why": alert.why,
        "closed": day(alert.closed) or None,
        "ending": alert.ending,
    }


def violations(told: Told) -> list[dict[str, Any]]:
    """What came and went in each week, as the JSON contract has it."""
    return [
        {
            "week": day(week.start * 1_000_000)[:10],
            "introduced": dict(sorted(week.introduced.items())),
            "mended": dict(sorted(week.mended.items())),
            "standing": dict(sorted(week.standing.items())),
            "checks": week.checks,
            "hooks": week.hooks,
            "hooks_stopped": week.hooks_stopped,
            "stopped": dict(sorted(week.stopped.items())),
        }
        for week in told.weeks
    ]


def sentences(told: Told) -> Iterator[str]:
    """The last weeks of them in words, the latest first."""
    for week in reversed(told.weeks[-_WEEKS:]):
        hooks = f"; hooks stopped {week.hooks_stopped} of {week.hooks} commits" if week.hooks else ""
        yield (
            f"Violations, week of {day(week.start * 1_000_000)[:10]}: {_counted(week.introduced)} introduced, "
            f"{_counted(week.mended)} mended, {_counted(week.standing)} standing{hooks}"
        )


def _counted(counts: Counter[str]) -> str:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{code} {count} ×" for code, count in most[:_CODES]) + (", …" if len(most) > _CODES else "")
    return f"{counts.total()} ({listed})" if listed else "0"


def parallel(told: Told) -> dict[str, dict[str, Any]]:
    """How well the suite runs in parallel in each environment, as the JSON contract has it."""
    found: dict[str, dict[str, Any]] = {}
    for environment, rate in told.success.items():
        found.setdefault(environment, {}).update(passed=rate.passed, runs=rate.runs)
    for environment, gain in told.speed_ups.items():
        found.setdefault(environment, {}).update(
            workers=gain.workers,
            speed_up=round(gain.factor, 2),
            serial_seconds=round(gain.serial / 1e6, 3),
            elapsed_seconds=round(gain.elapsed / 1e6, 3),
            limit=gain.limit.value,
            because=masked(gain.because),
        )
    return found
