"""Workers as numbers: most are called gw0, gw1, and so on, and are told without a dictionary."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_bulkhead.history.dictionary import Dictionary

_USUAL = re.compile("gw([0-9]{1,6})")
_FIRST_OF_DICTIONARY = 10_000_000


def number_of(worker: str, texts: Dictionary) -> int:
    """0 where there are none, one more than its own for a usual one, else that of its name."""
    if worker == "main":
        return 0
    usual = _USUAL.fullmatch(worker)
    return int(usual[1]) + 1 if usual else max(texts.number(worker), _FIRST_OF_DICTIONARY)


def worker_of(number: int, texts: Mapping[int, str]) -> str:
    """The name again.

    Args:
        number: as `number_of` gave it.
        texts: the names that are not usual, by their numbers.
    """
    if number < _FIRST_OF_DICTIONARY:
        return f"gw{number - 1}" if number else "main"
    return texts.get(number, "unknown")
