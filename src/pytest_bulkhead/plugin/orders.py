"""What a run is to do, decided once and alike in every process of it."""

from __future__ import annotations

import json
from typing import NamedTuple

from pytest_bulkhead.settings import MEMORY_LIMIT, Allowed


class Orders(NamedTuple):
    """Orders for one process.

    Args:
        mode: what is done about leaks.
        depth: how closely the sensors look.
        refuse: the operations that are refused in tests.
        allow: what tests may leave changed.
        baseline: the path of the baseline, empty where there is none.
        memory: what is done about the memory of processes that run tests.
        memory_limit: how much of it each of them may have, in MB.
        races: whether it is followed who touches what.
        home: the folder of the settings, empty where there are none.
        conventions: whether what is asked for under the profile strict alone is looked for.
    """

    mode: str
    depth: str
    refuse: tuple[str, ...] = ()
    allow: tuple[Allowed, ...] = ()
    baseline: str = ""
    memory: tuple[str, ...] = ()
    memory_limit: int = MEMORY_LIMIT
    races: bool = False
    home: str = ""
    conventions: bool = False

    def to_text(self) -> str:
        """What a controller sends to its workers."""
        return json.dumps(self)

    @classmethod
    def from_text(cls, text: str) -> Orders:
        """Read what `to_text` wrote."""
        mode, depth, refuse, allow, baseline, memory, limit, races, home, conventions = json.loads(text)
        allowed = tuple(Allowed(state, reason, tuple(tests)) for state, reason, tests in allow)
        return cls(mode, depth, tuple(refuse), allowed, baseline, tuple(memory), limit, races, home, conventions)
