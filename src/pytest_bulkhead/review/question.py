"""A question that a change puts to its reviewer, and the places that raise it. One file each in `checklist/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.review.changed_file import ChangedFile


class Place(NamedTuple):
    """What raises a question.

    Args:
        line: on the newer side; 0 where it is gone.
        what: in a few words.
    """

    path: str
    line: int
    what: str


class Item(NamedTuple):
    """One entry of a reviewer's list.

    Args:
        kind: the name of the file that asks.
    """

    kind: str
    question: str
    places: tuple[Place, ...]


Places = Callable[[Sequence[ChangedFile]], Iterator[Place]]

_LONGEST = 100


def added_lines(files: Iterable[ChangedFile], pattern: re.Pattern[str]) -> Iterator[Place]:
    """The lines that are new in some files and hold a pattern, comments left out."""
    for file in files:
        for number, line in file.added:
            code = line.strip()
            if not code.startswith(("#", "@#", "//")) and pattern.search(code):
                yield Place(file.path, number, code if len(code) <= _LONGEST else f"{code[: _LONGEST - 1]}…")
