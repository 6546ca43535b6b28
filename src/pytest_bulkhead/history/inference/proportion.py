"""What a few trials say about a proportion: a mean and the interval around it."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

_STEPS = 80
_CLOSE = 1e-10
_LARGEST_POWER = 700
_TERMS = 500
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Proportion:
    """A proportion as far as it is known.

    Args:
        mean: the best guess.
        low: with 95 % certainty no less than this.
        high: and no more than this.
    """

    mean: float
    low: float
    high: float


def proportion(hits: float, misses: float, prior: tuple[float, float] = (0.5, 0.5)) -> Proportion:
    """What weighted hits and misses say, by Bayes' rule from a beta distribution.

    Args:
        hits: how often it happened; recent trials may weigh more than old ones, so this need not be whole.
        misses: how often it did not.
        prior: hits and misses that are believed beforehand; Jeffreys' (1946) if nothing is known.
    """
    a, b = prior[0] + hits, prior[1] + misses
    return Proportion(a / (a + b), _quantile(0.025, a, b), _quantile(0.975, a, b))


@functools.lru_cache(maxsize=4096)  # of a test that did not run again it is asked again
def _quantile(share: float, a: float, b: float) -> float:
    """By Newton's steps, and by halves where such a step leads out of what is known."""
    low, high = 0.0, 1.0
    at = a / (a + b)
    for _ in range(_STEPS):
        wrong = _below(at, a, b) - share
        if wrong < 0:
            low = at
        else:
            high = at
        slope = _density(at, a, b)
        step = at - wrong / slope if slope > 0 else low
        if abs(step - at) < _CLOSE * at:
            break
        at = step if low < step < high else (low + high) / 2
    return at


def _density(x: float, a: float, b: float) -> float:
    if not 0 < x < 1:
        return 0.0
    power = _log_of_factor(a, b) + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)
    return math.exp(power) if power < _LARGEST_POWER else 0.0


def _log_of_factor(a: float, b: float) -> float:
    return math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)


def _below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction where that converges fast.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.2 and 26.5.8.
    """
    if x <= 0 or x >= 1:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _below(1 - x, b, a)
    log_front = _log_of_factor(a, b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / a * _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluated from the front by Lentz's method (Applied Optics 15, 1976)."""
    upper, lower = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            lower = 1 / _away_from_zero(1 + term * lower)
            upper = _away_from_zero(1 + term / upper)
            value *= lower * upper
        if abs(lower * upper - 1) < 1e-12:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
