"""Whether one sample lies above another by more than chance: exact, and without a word about the noise."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence


def chance_of_being_greater(after: Sequence[float], before: Sequence[float]) -> float:
    """How likely `after` would lie above `before` at least as clearly if both were drawn from the same.

    The one-sided test of Mann and Whitney ("On a Test of Whether one of Two Random Variables is Stochastically Larger
    than the Other", 1947), with the exact distribution. Values that are equal count for `before`, so that the answer
    is never too small.

    Args:
        after: the sample that may be greater.
        before: the one it is compared with.

    Returns:
        From just above 0 to 1, which is also the answer where a sample is empty.
    """
    known = sorted(before)
    above = sum(bisect_left(known, value) for value in after)
    return _chances(len(after), len(before))[above]


@functools.lru_cache(maxsize=64)
def _chances(after: int, before: int) -> tuple[float, ...]:
    """How likely at least 0, 1, 2, … pairs have the one of `after` above the one of `before`."""
    ways = _ways(after, before)
    total, so_far = sum(ways), 0
    chances = []
    for count in reversed(ways):
        so_far += count
        chances.append(so_far / total)
    return tuple(reversed(chances))


def _ways(after: int, before: int) -> list[int]:
    """In how many orders of all values there are 0, 1, 2, … such pairs.

    The coefficients of the Gaussian binomial, multiplied out: a product of (1 - x^(before + k)) / (1 - x^k).
    """
    size = after * before + 1
    ways = [1] + [0] * (size - 1)
    for k in range(1, after + 1):
        for place in range(size - 1, before + k - 1, -1):
            ways[place] -= ways[place - before - k]
        for place in range(k, size):
            ways[place] += ways[place - k]
    return ways
