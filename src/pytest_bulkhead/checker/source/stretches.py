"""Where the functions of a file stand in its text, and where words do."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import FunctionNode

_WORD = re.compile(r"\w+")


class Stretches:
    """Where the functions of a file begin and end in its text.

    Args:
        module: the file.
        lines: where each of its lines begins, if that is not counted in characters.
    """

    def __init__(self, module: Module, lines: Sequence[int] | None = None) -> None:
        starts = (*(lines or module.source.line_starts), 4 * len(module.source.text))
        nodes = sorted(module.function_nodes, key=lambda node: (node.lineno, node.col_offset))
        self._nodes = [(starts[node.lineno - 1], starts[node.end_lineno or node.lineno], node) for node in nodes]
        self._starts = [start for start, _, _ in self._nodes]
        self._outer: list[int] = []
        open_ones: list[int] = []
        for number, (start, _, _) in enumerate(self._nodes):
            while open_ones and self._nodes[open_ones[-1]][1] <= start:
                open_ones.pop()
            self._outer.append(open_ones[-1] if open_ones else -1)
            open_ones.append(number)

    def around(self, at: int) -> list[FunctionNode]:
        """The functions in which an offset lies."""
        number = bisect_right(self._starts, at) - 1
        found: list[FunctionNode] = []
        while number >= 0:
            _, end, node = self._nodes[number]
            if at < end:
                found.append(node)
            number = self._outer[number]
        return found


def places_of(text: str, inside: str) -> Iterator[int]:
    """Where a text stands in another."""
    at = inside.find(text)
    while at >= 0:
        yield at
        at = inside.find(text, at + len(text))


def places_of_word(word: str, inside: str) -> Iterator[int]:
    """Where a word stands that is no part of another."""
    for at in places_of(word, inside):
        end = at + len(word)
        if not (at and _is_part(inside[at - 1])) and not (end < len(inside) and _is_part(inside[end])):
            yield at


def _is_part(character: str) -> bool:
    return character == "_" or character.isalnum()


def words_of(module: Module) -> frozenset[str]:
    """All words of a file."""
    if "words" not in module.memo:
        module.memo["words"] = frozenset(_WORD.findall(module.source.text))
    words: frozenset[str] = module.memo["words"]
    return words
