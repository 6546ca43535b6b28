"""What must never be passed: the memory of a process, and the share of parallel runs that fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from pytest_bulkhead.history.alerts.alert import Alert, Kind, Signal, Subject
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.flaky.runs import Fit, left_out
from pytest_bulkhead.history.regressions.memory import TooLarge, too_large
from pytest_bulkhead.history.regressions.parallel import Success, success
from pytest_bulkhead.history.values import RunsOfTest, RunTotals
from pytest_bulkhead.settings import Alerting

_WINDOW = 20
"""Of the latest runs, over which a rate of success is told."""
_FEWEST = 10
_MB = 1024


def look(history: History, thresholds: Alerting, memory_limit: int) -> tuple[list[Signal], Callable[[Alert], str]]:
    """What has passed a limit, and how to tell that an alert about it is over.

    Args:
        history: of the project.
        thresholds: of them, the rate of success that is asked for.
        memory_limit: of each process, in MB.
    """
    large = list(_too_large(history, memory_limit))
    rates = _rates(history, thresholds)
    unreliable = [_unreliable(environment, rate, thresholds) for environment, rate in sorted(rates.items())]

    def ending(alert: Alert) -> str:
        if alert.subject.kind is Kind.TOO_LARGE:
            return _shrunk(alert, history)
        return "runs pass again" if alert.subject.kind is Kind.UNRELIABLE else ""

    return [*large, *unreliable], ending


def _too_large(history: History, limit: int) -> Iterator[Signal]:
    by_environment: dict[str, list[RunsOfTest]] = defaultdict(list)
    for one in history.latest:
        by_environment[one.environment].append(one)
    for _, tests in sorted(by_environment.items()):
        for run in sorted({attempt.run for one in tests for attempt in one.attempts}):
            worst: dict[str, Signal] = {}
            for large in too_large(tests, run, limit * _MB):
                worst.setdefault(large.test, _large(large, limit))
            yield from worst.values()


def _large(one: TooLarge, limit: int) -> Signal:
    size = (one.attempt.resident or 0) / _MB
    told = f"in {one.attempt.worker} the process came to {size:,.0f} MB at its end, and {limit:,} are allowed"
    facts: dict[str, str | int | float] = {
        "weight": size,
        "megabytes": round(size, 1),
        "limit": limit,
        "worker": one.attempt.worker,
        "run": one.attempt.run,
    }
    if one.grown is not None:
        facts["grown_megabytes"] = round(one.grown / _MB, 1)
        told += f"; it grew by {one.grown / _MB:,.0f} MB in this test"
    if one.company:
        facts["before"] = ", ".join(one.company)
    return Signal(Subject(Kind.TOO_LARGE, one.test, one.environment), told, facts)


def _shrunk(alert: Alert, history: History) -> str:
    """Another run of its environment came by, without a signal."""
    later = any(run.environment == alert.subject.environment and run.started > alert.opened for run in history.totals)
    return "the last run stayed below the limit" if later else ""


def _rates(history: History, thresholds: Alerting) -> dict[str, Success]:
    if not thresholds.success_rate:
        return {}
    by_environment: dict[str, list[RunTotals]] = defaultdict(list)
    for run in history.totals:
        by_environment[run.environment].append(run)
    rates = {}
    for environment, runs in by_environment.items():
        out = left_out(runs, Fit(share=thresholds.failed_share))
        fit = [run for run in runs if run.run not in out][-_WINDOW:]
        told = success(fit, (), parallel=True)
        if told.runs >= _FEWEST and (told.rate or 0) < thresholds.success_rate:
            rates[environment] = told
    return rates


def _unreliable(environment: str, rate: Success, thresholds: Alerting) -> Signal:
    told = (
        f"{rate.passed} of the last {rate.runs} parallel runs passed, and {thresholds.success_rate:.0%} are asked for"
    )
    return Signal(
        Subject(Kind.UNRELIABLE, "", environment), told, {"passed": rate.passed, "runs": rate.runs, "weight": rate.runs}
    )
