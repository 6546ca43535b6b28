"""Whether many holders hold what they held, in a few passes of C over all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from operator import is_
from typing import Any

from pytest_bulkhead.plugin.state.holders import Holder

_How = tuple[Callable[[Any], int], Callable[[Any], Iterable[Any]]]


class Sameness:
    """The holders of one look, for all looks until one of them has shifted."""

    __slots__ = ("_alone", "_passes")

    def __init__(self, holders: Iterable[Holder]) -> None:
        """Take what each holds by its last look.

        Args:
            holders: none of which takes anything anew while this is asked.
        """
        together: dict[_How, tuple[list[Any], list[int], list[Any]]] = {}
        self._alone: list[Holder] = []
        for holder in holders:
            passes = holder.passes()
            if not passes:
                self._alone.append(holder)
            for length, iterate, thing, known in passes:
                things, lengths, all_known = together.setdefault((length, iterate), ([], [], []))
                things.append(thing)
                lengths.append(len(known))
                all_known += known
        self._passes = [(*how, *what) for how, what in together.items()]

    def lasts(self) -> bool:
        """Whether each holds what it held.

        Raises:
            RuntimeError: a thread of the suite is changing one of them just now.
        """
        for length, iterate, things, lengths, known in self._passes:
            if list(map(length, things)) != lengths:
                return False
            if not all(map(is_, chain.from_iterable(map(iterate, things)), known)):
                return False
        return all(holder.is_same() for holder in self._alone)
