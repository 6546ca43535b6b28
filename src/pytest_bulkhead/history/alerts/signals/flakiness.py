"""Tests that have become flaky, or are broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_bulkhead.history.alerts.alert import Alert, Evidence, Kind, Signal, Subject
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.flaky.judging import Bar, State
from pytest_bulkhead.history.flaky.ranking import Judged, rank
from pytest_bulkhead.history.flaky.runs import Fit
from pytest_bulkhead.settings import Alerting

_KINDS = {State.FLAKY: Kind.FLAKY, State.BROKEN: Kind.BROKEN}
_OVER = {Kind.FLAKY: (State.MENDED, State.STEADY), Kind.BROKEN: tuple(set(State) - {State.BROKEN})}


def judged(history: History, thresholds: Alerting) -> list[Judged]:
    """The tests that are not just steady, by the thresholds."""
    bar = Bar(
        contradictions=thresholds.flaky_revisions,
        lone=thresholds.flaky_failures,
        broken=thresholds.broken_runs,
    )
    return rank(
        history.failing,
        history.totals,
        findings=history.findings,
        sightings=history.sightings,
        owners=history.owners,
        bar=bar,
        fit=Fit(share=thresholds.failed_share),
    )


def look(tests: Sequence[Judged]) -> tuple[list[Signal], Callable[[Alert], str]]:
    """What is flaky or broken now, and how to tell that an alert about it is over.

    Args:
        tests: those that are not just steady.
    """
    states = {(one.test, one.environment): one.state for one in tests}

    def ending(alert: Alert) -> str:
        subject = alert.subject
        if subject.kind not in _OVER:
            return ""
        state = states.get((subject.test, subject.environment), State.STEADY)
        return f"it is {state.value} now" if state in _OVER[subject.kind] else ""

    return [_signal(one) for one in tests if one.state in _KINDS], ending


def _signal(one: Judged) -> Signal:
    kind = _KINDS[one.state]
    told = _broken(one) if kind is Kind.BROKEN else _flaky(one)
    return Signal(Subject(kind, one.test, one.environment), told, _evidence(one))


def _broken(one: Judged) -> str:
    return f"it has failed {one.verdict.signs.streak} runs in a row"


def _flaky(one: Judged) -> str:
    found, rate = one.verdict.signs, one.verdict.rate
    signs = []
    if found.contradictions:
        signs.append(f"it passed and failed at {_counted(found.contradictions, 'revision')}")
    if found.lone:
        signs.append(f"failed {_counted(found.lone, 'time')} alone between good runs")
    cost = f", which stopped {_counted(one.cost.blocked, 'run')}" if one.cost.blocked else ""
    often = f"fails in {rate.mean:.1%} of runs ({rate.low:.1%} to {rate.high:.1%})"
    return f"{' and '.join(signs)}; {often}{cost}"


def _evidence(one: Judged) -> Evidence:
    verdict, found = one.verdict, one.verdict.signs
    facts: dict[str, str | int | float] = {
        "weight": one.cost.wasted / 1e6,
        "rate": round(verdict.rate.mean, 6),
        "low": round(verdict.rate.low, 6),
        "high": round(verdict.rate.high, 6),
        "runs": verdict.runs,
        "contradictions": found.contradictions,
        "lone": found.lone,
        "streak": found.streak,
        "blocked": one.cost.blocked,
        "wasted_seconds": round(one.cost.wasted / 1e6, 3),
    }
    if one.owners:
        facts["owners"] = " ".join(one.owners)
    if one.causes:
        facts["cause"] = f"{one.causes[0].why.value}: {one.causes[0].told}"
        if one.causes[0].seen:
            facts["cause_seen"] = one.causes[0].seen.told
    return facts


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
