"""How far a rate that was measured may be from the true one."""

from __future__ import annotations

import math

# Of the normal distribution: 95 of 100 such intervals hold the true rate.
_Z = 1.959963984540054


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The score interval of a proportion, at 95 %.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
    Statistical Association 22 (1927). It holds for small numbers and for rates near 0 and 1, too.
    """
    if not trials:
        return 0.0, 1.0
    rate, square = hits / trials, _Z * _Z
    middle = rate + square / (2 * trials)
    spread = _Z * math.sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    whole = 1 + square / trials
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
