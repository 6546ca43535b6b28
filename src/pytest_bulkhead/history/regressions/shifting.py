"""Which of many series have gone up: two windows, their medians, and a rank test that many tests cannot fool.

A window of recent measurements is laid beside a longer one before it, as in windowed change detection (Kifer, Ben-David
and Gehrke, "Detecting Change in Data Streams", 2004). Ranks and medians are used, and no model of the noise, since that
of shared machines has none that lasts.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from pytest_bulkhead.history.inference.false_discovery import discoveries
from pytest_bulkhead.history.inference.rank_test import chance_of_being_greater
from pytest_bulkhead.history.regressions.rule import Rule, Shift

_Name = TypeVar("_Name", bound=Hashable)


def shifted(series: Mapping[_Name, Sequence[float]], rule: Rule) -> dict[_Name, Shift]:
    """The series that have gone up for good, as far as their last measurements can tell.

    Args:
        series: the measurements of each, oldest first, all of one kind and one environment.
        rule: what must hold.
    """
    found = _shifted_at(series, rule, 0)
    for back in range(1, rule.confirmations):
        if found:
            earlier = _shifted_at(series, rule, back)
            found = {name: shift for name, shift in found.items() if name in earlier}
    return found


def level(values: Sequence[float], rule: Rule) -> float:
    """What the last measurements amount to."""
    return _median(values[-rule.recent :])


def is_enough(values: Sequence[float], rule: Rule) -> bool:
    """Whether anything can be said about the last measurement of a series."""
    return len(values) >= rule.recent + rule.fewest


def _shifted_at(series: Mapping[_Name, Sequence[float]], rule: Rule, back: int) -> dict[_Name, Shift]:
    """Those that seem to have gone up, before anything was measured `back` times more."""
    asked, found = 0, {}
    for name, values in series.items():
        end = len(values) - back
        start = end - rule.recent
        if start < rule.fewest:
            continue
        asked += 1
        shift = _shift(values[max(0, start - rule.before) : start], values[start:end], rule)
        if shift:
            found[name] = shift
    believed = discoveries({name: shift.chance for name, shift in found.items()}, asked, rule.mistakes)
    return {name: found[name] for name in found if name in believed}


def _shift(before: Sequence[float], after: Sequence[float], rule: Rule) -> Shift | None:
    if max(after) - min(before) < rule.floor:  # which the medians of most tests are spared by
        return None
    level_before, level_after = _median(before), _median(after)
    rise = level_after - level_before
    if rise < rule.floor or rise <= level_before * rule.relative:
        return None
    chance = chance_of_being_greater(after, before)
    if chance > rule.chance:
        return None
    return Shift(level_before, level_after, chance, _since([*before, *after], (level_before + level_after) / 2))


def _since(values: Sequence[float], middle: float) -> int:
    """How many of the last measurements belong to the new level: the cut that puts fewest on the wrong side."""
    wrong = best = sum(value <= middle for value in values)
    cut = 0
    for place, value in enumerate(values, 1):
        wrong += 1 if value > middle else -1
        if wrong < best:
            best, cut = wrong, place
    return len(values) - cut


def _median(values: Sequence[float]) -> float:
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2
