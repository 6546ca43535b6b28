"""What the doctor says: one line for each thing that was looked at."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """How something is."""

    FINE = "fine"
    NOTE = "note"
    """It is not there, and need not be."""
    WARNING = "warning"
    BROKEN = "broken"
    """Tests or commands of ours fail for it."""


class Line(NamedTuple):
    """One thing.

    Args:
        label: what was looked at.
        value: how it is.
        origin: where that comes from: a file, a variable, an option; empty where it was not chosen.
        state: what to make of it.
        remedy: what to do, where something is wrong.
    """

    label: str
    value: str
    origin: str = ""
    state: State = State.FINE
    remedy: str = ""
