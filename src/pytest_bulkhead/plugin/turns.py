"""Whose turn it is: what was begun since the life of the present test did."""

from __future__ import annotations

from typing import NamedTuple


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


class Turns:
    """Kept by the watch, for all sensors together; what is made of it is made when a sensor asks."""

    __slots__ = ("works",)

    def __init__(self) -> None:
        self.works: list[Work] = []
        """That of the test first, unless none has begun; the present one last."""

    def begin(self, work: Work) -> None:
        """Somebody's turn begins."""
        if work.is_test:
            self.works.clear()
        self.works.append(work)
