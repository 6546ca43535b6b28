"""A step from one schema to the next, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection


class Step(NamedTuple):
    """Both ways run within a transaction of the caller."""

    up: Callable[[Connection], None]
    down: Callable[[Connection], None]
