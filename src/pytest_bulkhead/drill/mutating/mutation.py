"""What a mutation is: one idea of how a test that is sound now could commit a hazard."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit


class Violation(NamedTuple):
    """A change of a file by which it commits a hazard.

    Args:
        code: of the hazard.
        edits: of the file's text.
        at: the offset in the old text at which the violation stands in the new one.
        functions: the tests and fixtures that commit it.
        also: codes of other hazards by which it may rightly be told.
        equivalent: why it changes nothing after all, so that nobody could catch it; empty when it does.
    """

    code: str
    edits: tuple[Edit, ...]
    at: int
    functions: tuple[Function, ...]
    also: frozenset[str] = frozenset()
    equivalent: str = ""


class Mutation(NamedTuple):
    """One way of violating, which finds the places where a file can be made to.

    Args:
        name: in words with hyphens between them.
        violations: finds the places in a file.
    """

    name: str
    violations: Callable[[Subject], Iterator[Violation]]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap; those at one place come in the order in which they are given."""
    parts, at = [], 0
    for edit in in_order(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*parts, text[at:]))


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits by their place, each of them once."""
    return sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))


def overlap(edits: Sequence[Edit]) -> bool:
    """Whether two edits want the same characters."""
    ordered = in_order(edits)
    return any(after.start < before.end for before, after in itertools.pairwise(ordered))


def line_after(text: str, edits: Iterable[Edit], at: int) -> int:
    """The line on which an offset of the old text stands in the new one, or what is put there after its blanks."""
    edits = in_order(edits)
    moved = at + sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= at and edit.start < at)
    new = edited(text, edits)
    while moved < len(new) and new[moved].isspace():
        moved += 1
    return new.count("\n", 0, moved) + 1
