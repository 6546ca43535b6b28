"""Numbers of a record as a page can show them: records come from anywhere, and JSON knows numbers without end."""

from __future__ import annotations

_MOST = 253e9
"""In seconds: the last day that every calendar holds, about."""


def finite(value: object) -> float | None:
    """The number; None for what is none, has no end, or is beyond all measure."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if -_MOST <= value <= _MOST else None  # not a number is neither
