"""Whose turn it is: what was begun since the life of the present test did."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol


class Work(NamedTuple):
    """Whose code is about to run.

    Args:
        path: of the test module or conftest file, absolute.
        module: that module, where there is one.
        function: of the test or fixture, None for anything else, such as a doctest.
        is_test: whether it is a test's life that begins.
        is_shared: whether it is a fixture that outlives the test.
    """

    path: str
    module: object
    function: object
    is_test: bool
    is_shared: bool = False


class Item(Protocol):
    """As much of a test of pytest's as is asked here."""

    @property
    def path(self) -> Path: ...


class Turn(NamedTuple):
    """What a work is made of, for the few that are asked for.

    Args:
        item: the test for which the code runs.
        function: as in `Work`, and so are the next two.
        is_test: likewise.
        is_shared: likewise.
    """

    item: Item
    function: object
    is_test: bool
    is_shared: bool

    def work(self) -> Work:
        """Whose code it is."""
        module = getattr(self.item, "module", None)
        return Work(str(self.item.path), module, self.function, self.is_test, self.is_shared)


class Turns:
    """Kept by the watch, for all sensors together; what is made of it is made when a sensor asks."""

    __slots__ = ("_begun",)

    def __init__(self) -> None:
        self._begun: list[Turn] = []

    def begin(self, turn: Turn) -> None:
        """Somebody's turn begins."""
        if turn.is_test:
            self._begun.clear()
        self._begun.append(turn)

    def __bool__(self) -> bool:
        return bool(self._begun)

    @property
    def works(self) -> list[Work]:
        """That of the test first, the present one last; nothing before the first test."""
        return [turn.work() for turn in self._begun]
