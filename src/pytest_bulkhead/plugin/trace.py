"""Where in the code a change was made, noted at the moment of the change."""

from __future__ import annotations

import itertools
import sys
from types import FrameType
from typing import NamedTuple

_LONGEST = 150


class Place(NamedTuple):
    """One line that was being executed."""

    path: str
    line: int
    function: str

    @property
    def is_module_level(self) -> bool:
        return self.function == "<module>"


Trace = tuple[Place, ...]
"""Innermost first."""


def caller_trace(depth: int) -> Trace:
    """The trace of a caller.

    Args:
        depth: how many frames lie between the caller that is meant and this function.
    """
    return trace_of(sys._getframe(depth + 1))  # noqa: SLF001 - CPython's only way to a frame, as `logging` does


def trace_of(frame: FrameType | None) -> Trace:
    """The lines that led to a frame, up to where pytest called into the suite.

    pytest calls everything of a suite from a hook of its own, and each hook through pluggy. A suite may well use pluggy
    itself, so that the boundary is the first call by pluggy of something named as pytest's hooks are.
    """
    places: list[Place] = []
    while frame is not None and len(places) < _LONGEST:
        code = frame.f_code
        if code.co_name == "_multicall" and places and places[-1].function.rpartition(".")[2].startswith("pytest_"):
            break
        places.append(Place(code.co_filename, frame.f_lineno or code.co_firstlineno, code.co_qualname))
        frame = frame.f_back
    return tuple(places)


def importing_module(trace: Trace) -> str | None:
    """The file whose first import was at work, the innermost when several were; None when none was.

    Code at module level that no import executes, such as a doctest's or a script's, is as good as a function's.
    """
    for place, caller in itertools.pairwise(trace):
        if place.is_module_level and caller.function.rpartition(".")[2] in _IMPORTERS:
            return place.path
    return None


_IMPORTERS = frozenset({"_call_with_frames_removed", "exec_module", "load_module"})
