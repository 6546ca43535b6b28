"""From what is known of a test to a verdict: steady, suspected, flaky, mended or broken."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_bulkhead.history.flaky.runs import Seen
from pytest_bulkhead.history.flaky.signs import Signs, signs
from pytest_bulkhead.history.inference.proportion import Proportion, proportion

_JEFFREYS = (0.5, 0.5)
_BY_CHANCE = 0.05
_QUIET_BY_CHANCE = 0.01


class State(enum.Enum):
    """What a test is; the later ones weigh more."""

    STEADY = "steady"
    MENDED = "mended"
    SUSPECTED = "suspected"
    FLAKY = "flaky"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Bar:
    """When a test is called what.

    Args:
        contradictions: at so many revisions it must have gone both ways to be flaky,
        lone: or else have failed so often alone, between good ones;
        suspected: and so often to be suspected.
        broken: a test that has failed so many runs in a row is broken, if its flakiness does not explain that.
        half_life: after so many runs a result counts half.
        quiet: a flaky test is mended no sooner than after so many runs without such a failure.
    """

    contradictions: int = 1
    lone: int = 3
    suspected: int = 2
    broken: int = 3
    half_life: float = 50.0
    quiet: int = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is thought of a test in one environment.

    Args:
        rate: how often it fails without a reason in the code, recent runs counting more.
        runs: how many runs say something about it.
        since: when it first failed so; None if it never did.
        latest: when it last did.
    """

    state: State
    rate: Proportion
    runs: int
    signs: Signs
    since: int | None
    latest: int | None


def judge(seen: Sequence[Seen], trunk: str, bar: Bar, prior: tuple[float, float] = _JEFFREYS) -> Verdict:
    """Judge a test by its runs in one environment.

    Args:
        seen: oldest first, without the runs that are left out.
        trunk: the branch on which single failures count.
        bar: when it is called what.
        prior: unexplained failures and others that are believed beforehand, as of the suite.
    """
    found = signs(seen, trunk)
    when = [one.started for one in seen if one.run in found.unexplained]
    rate = proportion(*weighed(seen, found, bar.half_life), prior)
    return Verdict(
        _state(seen, found, bar), rate, len(seen), found, when[0] if when else None, when[-1] if when else None
    )


def weighed(seen: Sequence[Seen], found: Signs, half_life: float) -> tuple[float, float]:
    """Unexplained failures and good runs, each run counting less the older it is; the explained ones say nothing."""
    hits = misses = 0.0
    weight, fading = 1.0, 0.5 ** (1 / half_life)
    for one in reversed(seen):
        if one.run in found.unexplained:
            hits += weight
        elif one.is_good:
            misses += weight
        weight *= fading
    return hits, misses


def suite_prior(unexplained: int, attempts: int) -> tuple[float, float]:
    """What a test of this suite is believed to do before it has run: as all do on average, with the weight of one run.

    Args:
        unexplained: failures of all tests without a reason in the code.
        attempts: at all tests.
    """
    share = (unexplained + _JEFFREYS[0]) / (max(attempts, unexplained) + sum(_JEFFREYS))
    return share, 1 - share


def _state(seen: Sequence[Seen], found: Signs, bar: Bar) -> State:
    if found.streak >= bar.broken and _usual_rate(seen, found) ** found.streak < _BY_CHANCE:
        return State.BROKEN
    is_flaky = found.contradictions >= bar.contradictions or found.contradictions + found.lone >= bar.lone
    if is_flaky:
        return State.MENDED if _is_quiet(seen, found, bar) else State.FLAKY
    if found.contradictions + found.lone >= bar.suspected:
        return State.STEADY if _is_quiet(seen, found, bar) else State.SUSPECTED
    return State.STEADY


def _is_quiet(seen: Sequence[Seen], found: Signs, bar: Bar) -> bool:
    """Whether it would have failed again by now, with 99 % certainty, were it as it was."""
    since = next(back for back, one in enumerate(reversed(seen)) if one.run in found.unexplained)
    rate = _usual_rate(seen[: len(seen) - since], found)
    return since >= max(bar.quiet, math.log(_QUIET_BY_CHANCE) / math.log1p(-rate))


def _usual_rate(seen: Sequence[Seen], found: Signs) -> float:
    """How often it fails without a reason in the code, all runs counting alike."""
    failed = sum(one.run in found.unexplained for one in seen)
    return (failed + _JEFFREYS[0]) / (len(seen) + sum(_JEFFREYS))
