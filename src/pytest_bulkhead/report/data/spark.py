"""How long a test took in its latest runs, in as few letters as will do for a small line."""

from __future__ import annotations

import math
from collections.abc import Iterable

STRIP = 30
"""So many runs stand beside each test."""
_LEVELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TIMES_A_LEVEL = 1.4
_SHORTEST = 100.0
"""In microseconds: what is shorter does not differ to the eye."""


def spark(values: Iterable[int]) -> str:
    """A letter for each duration, a level for each factor of 1.4 above the shortest that matters."""
    steps = (math.log(max(value, _SHORTEST) / _SHORTEST, _TIMES_A_LEVEL) for value in values)
    return "".join(_LEVELS[min(round(step), len(_LEVELS) - 1)] for step in steps)
