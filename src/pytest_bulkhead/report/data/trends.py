"""How a project does over its runs: time, failures without a reason, memory, findings; and what weeks brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pytest_bulkhead.alerting.told import parallel
from pytest_bulkhead.history.violations import Week
from pytest_bulkhead.report.data.past import Past


def trends_data(past: Past) -> dict[str, Any]:
    """The latest runs of each environment, the latest environment first, and the weeks."""
    unexplained: Counter[tuple[str, int]] = Counter(
        (one.environment, run) for one in past.told.tests for run in one.verdict.signs.unexplained
    )
    by_environment: dict[str, list[dict[str, Any]]] = {}
    for total in past.totals:
        measured = past.measured.get(total.run)
        by_environment.setdefault(total.environment, []).append(
            {
                "started": total.started // 1_000_000,
                "revision": total.revision[:12],
                "branch": total.branch,
                "attempts": total.attempts,
                "failed": total.bad,
                "crashes": total.crashes,
                "flaky": round(unexplained[total.environment, total.run] / max(total.attempts, 1), 6),
                "elapsed": None if total.elapsed is None else round(total.elapsed / 1e6, 2),
                "work": round(total.wall / 1e6, 2),
                "largest": round(measured.largest / 1024, 1) if measured and measured.largest else None,
                "findings": sum(measured.found.values()) if measured else 0,
            }
        )
    latest = sorted(by_environment, key=lambda name: by_environment[name][-1]["started"], reverse=True)
    gains = parallel(past.told)
    return {
        "environments": [{"name": name, "runs": by_environment[name], "parallel": gains.get(name)} for name in latest],
        "weeks": weeks_data(past.told.weeks),
        "runs": past.runs,
    }


def weeks_data(weeks: Iterable[Week]) -> list[dict[str, Any]]:
    """What checks and hooks saw, week by week."""
    return [
        {
            "start": week.start,
            "introduced": dict(sorted(week.introduced.items())),
            "mended": dict(sorted(week.mended.items())),
            "standing": dict(sorted(week.standing.items())),
            "checks": week.checks,
            "hooks": week.hooks,
            "stopped": week.hooks_stopped,
        }
        for week in weeks
    ]
