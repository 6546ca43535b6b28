"""Tests that take longer, or more memory, than they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from pytest_bulkhead.history.alerts.alert import Alert, Evidence, Kind, Signal, Subject
from pytest_bulkhead.history.alerts.history import History
from pytest_bulkhead.history.regressions.rule import Rule, Shift
from pytest_bulkhead.history.regressions.shifting import is_enough, level, shifted
from pytest_bulkhead.history.values import Quantity, Series
from pytest_bulkhead.settings import Alerting

_SHARE_OF_SUITE = 0.25
_FEWEST_OF_SUITE = 8
_UNITS = {Quantity.WALL: (1e6, "s"), Quantity.CPU: (1e6, "s of CPU"), Quantity.GROWTH: (1024.0, "MB")}
_KINDS = {Quantity.WALL: Kind.SLOWER, Quantity.CPU: Kind.SLOWER, Quantity.GROWTH: Kind.LARGER}


class _Group(NamedTuple):
    environment: str
    quantity: Quantity


_OfTests = Mapping[str, Series]


def look(
    history: History, thresholds: Alerting, known: Iterable[Alert] = ()
) -> tuple[list[Signal], Callable[[Alert], str]]:
    """What has gone up, and how to tell that an alert about it is over.

    Time is compared on the processor where that is known, since it is steadier, and by the clock besides: a test that
    takes no more of the processor and yet longer waits for something.

    Args:
        history: of the project.
        thresholds: by how much it must have gone up.
        known: alerts; what came before an acknowledgement is not compared any more.
    """
    accepted = {one.subject: one.acknowledged for one in known if one.closed is None and one.acknowledged is not None}
    groups: dict[_Group, dict[str, Series]] = defaultdict(dict)
    for some in history.series:
        if some.quantity in _UNITS:
            groups[_Group(some.environment, some.quantity)][some.test] = some
    signals = []
    on_processor: set[tuple[str, str]] = set()
    for group in sorted(groups, key=lambda one: (one.environment, one.quantity is not Quantity.CPU)):
        rule = _rule(group.quantity, thresholds)
        series = _compared(group, groups[group], accepted)
        values = {test: some.values for test, some in series.items()}
        found = _shifted(group, values, rule)
        if group.quantity is Quantity.CPU:
            on_processor |= {(group.environment, test) for test in found}
        if group.quantity is Quantity.WALL:
            found = {test: one for test, one in found.items() if (group.environment, test) not in on_processor}
        asked = sum(is_enough(some, rule) for some in values.values())
        signals += _signals(group, found, series, rule, asked)
    return signals, lambda alert: _ending(alert, groups, thresholds)


def _shifted(group: _Group, values: Mapping[str, tuple[int, ...]], rule: Rule) -> dict[str, Shift]:
    """In the unit of the rule; measurements are compared as they are, since there are many and few have gone up."""
    divisor, _ = _UNITS[group.quantity]
    found = shifted(values, replace(rule, floor=rule.floor * divisor))
    return {test: replace(one, before=one.before / divisor, after=one.after / divisor) for test, one in found.items()}


def _compared(group: _Group, series: _OfTests, accepted: Mapping[Subject, int | None]) -> _OfTests:
    """What came after the last acknowledgement of each test."""
    if not accepted:
        return series
    return {test: _since_accepted(_subject(group, test), some, accepted) for test, some in series.items()}


def _signals(group: _Group, found: Mapping[str, Shift], series: _OfTests, rule: Rule, asked: int) -> list[Signal]:
    if len(found) >= max(_FEWEST_OF_SUITE, _SHARE_OF_SUITE * asked) and group.quantity is not Quantity.GROWTH:
        return [_of_suite(group, found, asked)]
    return [_of_test(group, test, shift, series[test], rule) for test, shift in found.items()]


def _of_test(group: _Group, test: str, shift: Shift, series: Series, rule: Rule) -> Signal:
    _, unit = _UNITS[group.quantity]
    before, first = series.moments[-shift.since - 1], series.moments[-shift.since]
    verb = "grows its process by" if group.quantity is Quantity.GROWTH else "takes"
    told = f"it {verb} {shift.after:.3g} {unit} instead of {shift.before:.3g}"
    if shift.before:
        told += f" ({shift.ratio:.2f} ×)"
    if before.revision and first.revision and before.revision != first.revision:
        told += f", since {before.revision[:10]}..{first.revision[:10]}"
    facts: Evidence = {
        "weight": shift.after - shift.before,
        "before": shift.before,
        "after": shift.after,
        "limit": max(shift.before * (1 + rule.relative), shift.before + rule.floor),
        "chance": shift.chance,
        "runs": shift.since,
        "good_revision": before.revision,
        "bad_revision": first.revision,
    }
    return Signal(_subject(group, test), told, facts)


def _of_suite(group: _Group, found: Mapping[str, Shift], asked: int) -> Signal:
    """One signal instead of one for each test: a machine or a fixture has become slower, and not all of these."""
    ratios = sorted(one.ratio for one in found.values())
    ratio = ratios[len(ratios) // 2]
    told = (
        f"{len(found)} of {asked} tests take longer at once, {ratio:.2f} × in the middle: the machine, or what all use"
    )
    worst = max(found, key=lambda test: (found[test].after - found[test].before, test))
    facts: Evidence = {"weight": float(len(found)), "tests": len(found), "ratio": ratio, "worst": worst}
    return Signal(Subject(Kind.SUITE_SLOWER, "", group.environment, group.quantity.value), told, facts)


def _ending(alert: Alert, groups: Mapping[_Group, _OfTests], thresholds: Alerting) -> str:
    subject = alert.subject
    if subject.kind not in (Kind.SLOWER, Kind.LARGER):
        return "most tests are no slower than in the runs before" if subject.kind is Kind.SUITE_SLOWER else ""
    group = _Group(subject.environment, Quantity(subject.quantity))
    rule = _rule(group.quantity, thresholds)
    series = groups.get(group, {}).get(subject.test)
    if series is None or not series.values:
        return "it is not run any more"
    recent = _values(series.only(lambda moment: moment.started > alert.opened))
    now = level(recent, rule) if len(recent) >= rule.recent else None
    if now is None or now > float(alert.evidence.get("limit", 0)):
        return ""
    return f"it is back at {now:.3g} {_UNITS[group.quantity][1]}"


def _rule(quantity: Quantity, thresholds: Alerting) -> Rule:
    is_memory = quantity is Quantity.GROWTH
    return Rule(
        floor=thresholds.larger_size if is_memory else thresholds.slower_seconds,
        relative=thresholds.larger_by if is_memory else thresholds.slower_by,
        chance=thresholds.chance,
        mistakes=thresholds.mistakes,
        confirmations=thresholds.confirmations,
    )


def _subject(group: _Group, test: str) -> Subject:
    return Subject(_KINDS[group.quantity], test, group.environment, group.quantity.value)


def _since_accepted(subject: Subject, series: Series, accepted: Mapping[Subject, int | None]) -> Series:
    of_suite = subject._replace(kind=Kind.SUITE_SLOWER, test="")
    since = max(accepted.get(subject) or 0, accepted.get(of_suite) or 0)
    return series.only(lambda moment: moment.started > since) if since else series


def _values(series: Series) -> list[float]:
    divisor, _ = _UNITS[series.quantity]
    return [value / divisor for value in series.values]
