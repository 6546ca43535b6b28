"""Where in the code a change was made, noted at the moment of the change."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import FrameType

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """One line that was being executed."""

    path: str
    line: int
    function: str

    @property
    def is_module_level(self) -> bool:
        return self.function == "<module>"


Trace = tuple[Place, ...]


def caller_trace(depth: int) -> Trace:
    """The trace of a caller.

    Args:
        depth: how many frames lie between the caller that is meant and this function.
    """
    return trace_of(sys._getframe(depth + 1))  # noqa: SLF001 - CPython's only way to a frame, as `logging` does


def trace_of(frame: FrameType | None) -> Trace:
    """The lines that led to a frame, innermost first, up to where pytest called into the suite.

    pytest calls everything of a suite through pluggy, so that the first frame of pluggy is the boundary.
    """
    places: list[Place] = []
    while frame is not None and len(places) < _LONGEST:
        code = frame.f_code
        if code.co_name == "_multicall":
            break
        places.append(Place(code.co_filename, frame.f_lineno or code.co_firstlineno, code.co_qualname))
        frame = frame.f_back
    return tuple(places)
