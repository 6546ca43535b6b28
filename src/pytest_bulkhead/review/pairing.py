"""Which findings of one side are those of the other: by hazard, symbol and state, wherever their lines have gone."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from pytest_bulkhead.findings import Finding

_Key = Callable[["Held"], Hashable]
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

    A line that has moved keeps its symbol and state; one whose test has another name, or that was taken to another
    file, keeps its text; one whose state has another name keeps its symbol. Where a test is gone and a new one of the
    same file does the same to the same state, that is no new hazard. In another file only what is new there can have
    been taken to it.
    """
    left, right = dict(enumerate(before)), dict(enumerate(after))
    both: list[tuple[Held, Held]] = []
    for before_key, after_key in _KEYS:
        _take(left, right, before_key, after_key, both)
    _take_alike(left, right, both)
    return Pairs(tuple(both), tuple(left.values()), tuple(right.values()))


def _take(
    left: dict[int, Held], right: dict[int, Held], before_key: _Key, after_key: _Key, both: list[tuple[Held, Held]]
) -> None:
    """Take out of both sides those that have the same key; one that has none is not meant."""
    waiting: dict[Hashable, list[int]] = {}
    for number, held in left.items():
        waiting.setdefault(before_key(held), []).append(number)
    for number, held in list(right.items()):
        key = after_key(held)
        found = waiting.get(key)
        if found and key is not None:
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
    return one.code, one.location.path, one.what


def _if_moved(key: _Key) -> _Key:
    """The key of those alone whose symbol is not on the other side."""
    return lambda held: None if held.stays else key(held)


def _if_new(key: _Key) -> _Key:
    """The same; what stands in no function can come into a file that was there."""
    return lambda held: None if held.stays and held.finding.symbol else key(held)


_KEYS: Sequence[tuple[_Key, _Key]] = (
    (_exactly, _exactly),
    (_by_state, _by_state),
    (_by_line, _by_line),
    (_if_moved(_by_symbol_elsewhere), _if_moved(_by_symbol_elsewhere)),
    (_by_line_elsewhere, _if_new(_by_line_elsewhere)),
    (_by_line_of_symbol, _by_line_of_symbol),
    (_if_moved(_by_line_of_symbol_elsewhere), _if_moved(_by_line_of_symbol_elsewhere)),
    (_if_moved(_by_successor), _if_moved(_by_successor)),
)
