"""Who has begun something that goes on by itself, such as a thread."""

from __future__ import annotations

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.known_tools import KNOWN_TOOLS
from pytest_bulkhead.plugin.trace import Place, Trace


def is_begun_by_project(trace: Trace, ground: Ground) -> bool:
    """Whether the project's own code began it, be it through the standard library, and no library for its own pool."""
    beginner = _beginner(trace, ground)
    return beginner is not None and ground.is_project(beginner.path)


def is_begun_by_tool(trace: Trace, ground: Ground) -> bool:
    """Whether a tool did that works for the run and not for a test."""
    beginner = _beginner(trace, ground)
    if beginner is None:
        return False
    parts = beginner.path.replace("\\", "/").removesuffix(".py").split("/")
    return not KNOWN_TOOLS.keys().isdisjoint(parts) and not ground.is_project(beginner.path)


def _beginner(trace: Trace, ground: Ground) -> Place | None:
    for place in trace:
        if not place.path.startswith("<") and not ground.is_standard(place.path):
            return place
    return None
