"""What became better and worse in a time, and what was tolerated: for the month's review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.values import RunTotals
from pytest_bulkhead.outputs.masking import masked_test
from pytest_bulkhead.report.data.alerts import alerts_data
from pytest_bulkhead.report.data.past import Past

_WORTH_TELLING = 0.05
"""A smaller change of a median is noise to whoever reads it."""


def review_data(past: Past, since: float, until: float, tolerated: Mapping[str, int]) -> dict[str, Any]:
    """The review of a time, beside as long a time before it.

    Args:
        past: the history.
        since: when it begins, in seconds since 1970.
        until: when it ends.
        tolerated: how many findings are tolerated, by what lets them stand.
    """
    began = int(since * 1e6)
    now = [run for run in past.totals if run.started >= began]
    before = [run for run in past.totals if 2 * began - int(until * 1e6) <= run.started < began]
    opened = [one for one in (*past.told.changes.opened, *past.told.changes.standing) if one.opened >= began]
    known = [one for one in past.told.changes.standing if one.acknowledged is not None]
    changes = list(_measured(before, now, past))
    worse = [one for one in changes if one["is_worse"]]
    better = [one for one in changes if not one["is_worse"]]
    return {
        "since": int(since),
        "until": int(until),
        "runs": len({run.run for run in now}),
        "before": len({run.run for run in before}),
        "better": {
            "measured": better,
            "tests": [_test(one) for one in past.told.tests if one.state is State.MENDED],
            "alerts": alerts_data(one for one in past.closed if (one.closed or 0) >= began),
            "violations": _summed(past, since, "mended"),
        },
        "worse": {
            "measured": worse,
            "tests": [_test(one) for one in _newly_unsteady(past.told.tests, began)],
            "alerts": alerts_data(opened),
            "violations": _summed(past, since, "introduced"),
        },
        "tolerated": {
            "alerts": alerts_data(known),
            "findings": dict(tolerated),
            "hooks_stopped": sum(week.hooks_stopped for week in past.told.weeks if week.start >= since - 7 * 86_400),
        },
    }


def _measured(before: Sequence[RunTotals], now: Sequence[RunTotals], past: Past) -> Iterator[dict[str, Any]]:
    """Medians of both times, within the environment that has most runs in both."""
    common = Counter(run.environment for run in now) & Counter(run.environment for run in before)
    if not common:
        return
    environment = common.most_common(1)[0][0]
    sides = [[run for run in side if run.environment == environment] for side in (before, now)]
    failed = [sum(bool(run.bad or run.crashes) for run in side) / len(side) for side in sides]
    yield from _change("share of runs that failed", failed[0], failed[1], "share", least=0.01)
    elapsed = [[run.elapsed / 1e6 for run in side if run.elapsed is not None] for side in sides]
    work = [[run.wall / run.attempts / 1e3 for run in side if run.attempts] for side in sides]
    sizes = [list(_sizes(side, past)) for side in sides]
    told = [("duration of a run", elapsed, "s"), ("time of a test", work, "ms"), ("largest process", sizes, "MB")]
    for name, (earlier, later), unit in told:
        if earlier and later:
            yield from _change(name, median(earlier), median(later), unit)


def _sizes(runs: Iterable[RunTotals], past: Past) -> Iterator[float]:
    for run in runs:
        measured = past.measured.get(run.run)
        if measured and measured.largest:
            yield measured.largest / 1024


def _change(name: str, before: float, now: float, unit: str, least: float = 0.0) -> Iterator[dict[str, Any]]:
    if abs(now - before) > max(_WORTH_TELLING * before, least):
        rounded = {"before": round(before, 4), "now": round(now, 4)}
        yield {"name": name, **rounded, "unit": unit, "is_worse": now > before}


def _newly_unsteady(tests: Iterable[Judged], began: int) -> list[Judged]:
    states = State.FLAKY, State.BROKEN, State.SUSPECTED
    return [one for one in tests if one.state in states and (one.verdict.since or began) >= began]


def _test(one: Judged) -> dict[str, Any]:
    rate = round(one.verdict.rate.mean, 4)
    return {"test": masked_test(one.test), "state": one.state.value, "rate": rate, "owners": list(one.owners)}


def _summed(past: Past, since: float, what: str) -> dict[str, int]:
    """Of the weeks that lie in the time, at least in part."""
    counts: Counter[str] = Counter()
    for week in past.told.weeks:
        if week.start >= since - 7 * 86_400:
            counts.update(getattr(week, what))
    return dict(sorted(counts.items()))
