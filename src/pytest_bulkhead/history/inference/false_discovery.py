"""How many of many tests of chance may be believed at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

_Name = TypeVar("_Name", bound=Hashable)


def discoveries(chances: Mapping[_Name, float], asked: int, rate: float) -> set[_Name]:
    """Those that may be believed, so that among them no more than a share of `rate` is expected to be chance.

    The procedure of Benjamini and Hochberg ("Controlling the False Discovery Rate", 1995). It holds also where the
    tests lean on each other the same way, as tests do that share a machine (Benjamini and Yekutieli, 2001).

    Args:
        chances: of each, how likely chance alone would show as much; those that show nothing need not be named.
        asked: how many were looked at, with those that are not named.
        rate: the share of mistakes among what is believed.
    """
    ranked = sorted(chances.items(), key=lambda item: item[1])
    believed = 0
    for rank, (_, chance) in enumerate(ranked, 1):
        if chance * max(asked, len(ranked)) <= rate * rank:
            believed = rank
    return {name for name, _ in ranked[:believed]}
