"""Which findings of one side are those of the other: by hazard, symbol and state, wherever their lines have gone."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from pytest_bulkhead.findings import Finding

_ALIKE = 0.6


class Held(NamedTuple):
    """A finding, and what it can be known by on the other side.

    Args:
        finding: its path is that of the newer side, where the file is only renamed.
        text: its line, with one blank in the place of any.
        stays: whether the function or class that it stands in is on the other side, too.
    """

    finding: Finding
    text: str
    stays: bool = True


class Pairs(NamedTuple):
    """What belongs together, and what is left over of each side, in its order."""

    both: tuple[tuple[Held, Held], ...]
    before: tuple[Held, ...]
    after: tuple[Held, ...]


def pair(before: Sequence[Held], after: Sequence[Held]) -> Pairs:
    """Pair the findings of two sides, each at most once, the surest likeness first.

    A line that has moved keeps its symbol and state; one whose test has another name, or has gone to another file,
    keeps its text; one whose state has another name keeps its symbol. Where a test is gone and a new one of the same
    file does the same to the same state, that is no new hazard.
    """
    left, right = dict(enumerate(before)), dict(enumerate(after))
    both: list[tuple[Held, Held]] = []
    for key in _KEYS:
        _take(left, right, key, both)
    _take_alike(left, right, both)
    return Pairs(tuple(both), tuple(left.values()), tuple(right.values()))


def _take(
    left: dict[int, Held], right: dict[int, Held], key: Callable[[Held], Hashable], both: list[tuple[Held, Held]]
) -> None:
    """Take out of both sides those that have the same key."""
    waiting: dict[Hashable, list[int]] = {}
    for number, held in left.items():
        waiting.setdefault(key(held), []).append(number)
    for number, held in list(right.items()):
        found = waiting.get(key(held))
        if found and key(held) is not None:
            both.append((left.pop(found.pop(0)), right.pop(number)))


def _take_alike(left: dict[int, Held], right: dict[int, Held], both: list[tuple[Held, Held]]) -> None:
    """Take out those of one symbol and hazard whose lines have much in common: an edited line."""
    for number, held in list(right.items()):
        rivals = [other for other, one in left.items() if _in_symbol(one) == _in_symbol(held)]
        likeness = {other: _likeness(left[other].text, held.text) for other in rivals}
        best = max(likeness, key=lambda other: likeness[other], default=None)
        if best is not None and likeness[best] >= _ALIKE:
            both.append((left.pop(best), right.pop(number)))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _exactly(held: Held) -> Hashable:
    one = held.finding
    return one.code, one.location.path, one.symbol, one.what, held.text


def _by_state(held: Held) -> Hashable:
    one = held.finding
    return (one.code, one.location.path, one.symbol, one.what) if one.symbol or one.what else None


def _by_line(held: Held) -> Hashable:
    one = held.finding
    return one.code, one.location.path, one.what, held.text


def _by_symbol_elsewhere(held: Held) -> Hashable:
    one = held.finding
    return (one.code, one.symbol, one.what) if one.symbol else None


def _by_line_elsewhere(held: Held) -> Hashable:
    one = held.finding
    return one.code, one.what, held.text


def _in_symbol(held: Held) -> Hashable:
    one = held.finding
    return one.code, one.location.path, one.symbol


def _by_line_of_symbol(held: Held) -> Hashable:
    return _in_symbol(held), held.text


def _by_line_of_symbol_elsewhere(held: Held) -> Hashable:
    one = held.finding
    return (one.code, one.symbol, held.text) if one.symbol else None


def _by_successor(held: Held) -> Hashable:
    one = held.finding
    return None if held.stays else (one.code, one.location.path, one.what)


_KEYS: Iterable[Callable[[Held], Hashable]] = (
    _exactly,
    _by_state,
    _by_line,
    _by_symbol_elsewhere,
    _by_line_elsewhere,
    _by_line_of_symbol,
    _by_line_of_symbol_elsewhere,
    _by_successor,
)
