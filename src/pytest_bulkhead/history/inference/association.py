"""Whether something happens more often with a circumstance than without it."""

from __future__ import annotations

import math


def chance_of_as_many(with_it: tuple[int, int], without: tuple[int, int]) -> float:
    """How likely chance alone would put at least as many hits beside the circumstance.

    The one-sided exact test of Fisher ("On the Interpretation of χ² from Contingency Tables", 1922).

    Args:
        with_it: hits and misses where the circumstance was there.
        without: hits and misses where it was not.
    """
    hits, there, all_of_them = with_it[0] + without[0], sum(with_it), sum(with_it) + sum(without)
    most = min(hits, there)
    ways = sum(math.comb(there, k) * math.comb(all_of_them - there, hits - k) for k in range(with_it[0], most + 1))
    return ways / math.comb(all_of_them, hits)
