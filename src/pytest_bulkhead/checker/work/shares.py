"""How files are shared out among processes: each has a stretch of its own, and helps the others when it is done."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence

from pytest_bulkhead.checker.work.outcome import Job

# So many files are handed over at once: neighbours share conftest files and helpers.
_HANDFUL = 16


class Shares:
    """Files in the order of their paths, cut into one stretch for each process."""

    def __init__(self, jobs: Sequence[Job], count: int) -> None:
        bounds = [len(jobs) * number // count for number in range(count + 1)]
        self._stretches = [deque(jobs[start:end]) for start, end in itertools.pairwise(bounds)]

    def take(self, number: int) -> list[Job]:
        """What a process is to do next: of its own stretch from the front, else of the longest other from the end."""
        own = self._stretches[number]
        if own:
            return [own.popleft() for _ in range(min(_HANDFUL, len(own)))]
        longest = max(self._stretches, key=len)
        taken = [longest.pop() for _ in range(min(_HANDFUL, (len(longest) + 1) // 2))]
        return taken[::-1]

    def put_back(self, number: int, jobs: Sequence[Job]) -> None:
        """What a process was given and has not done."""
        self._stretches[number].extendleft(reversed(jobs))
