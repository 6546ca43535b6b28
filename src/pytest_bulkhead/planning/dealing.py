"""How long a run takes when pytest-xdist deals out its tests: played through with the times of an earlier run."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence

_SPARE = 2
"""A worker that has no more than this many tests before it is given the next of its kind."""
_LONG = 0.1
"""In seconds: after a test this long, a worker that has others before it is not given more under `load`."""


def load_seconds(tests: Sequence[float], workers: int) -> float:
    """How long the tests take under `--dist load`.

    Args:
        tests: the seconds of each, in their order.
        workers: how many there are.
    """
    pending = deque(tests)

    def take(count: int) -> list[float]:
        return [pending.popleft() for _ in range(min(count, len(pending)))]

    if len(tests) < 2 * workers:
        return _play([list(tests[number::workers]) for number in range(workers)], lambda left, took: [])
    first = max(2, len(tests) // workers // 4)

    def more(left: int, took: float) -> list[float]:
        share = len(pending) // workers
        if left >= max(2, share // 4) or (took >= _LONG and left >= _SPARE):
            return []
        return take(max(2, share // 2) - left)

    return _play([take(first) for _ in range(workers)], more)


def loadgroup_seconds(units: Sequence[Sequence[float]], workers: int, *, reorder: bool = True) -> float:
    """How long the tests take under `--dist loadgroup`.

    Args:
        units: the seconds of the tests of each group, and of each test that has none, in the order of their first.
        workers: how many there are.
        reorder: whether those with most tests are dealt out first, as they are unless `--no-loadscope-reorder`.
    """
    pending = deque(sorted(units, key=len, reverse=True) if reorder else units)
    hands: list[list[float]] = [[] for _ in range(workers)]
    for hand in hands:
        if pending:
            hand += pending.popleft()
    for hand in hands:
        if pending and len(hand) <= _SPARE:
            hand += pending.popleft()

    def more(left: int, took: float) -> list[float]:
        return list(pending.popleft()) if pending and left <= _SPARE else []

    return _play(hands, more)


def _play(hands: list[list[float]], more: Callable[[int, float], list[float]]) -> float:
    """Let each worker run what it has, and ask for more after each test."""
    queues = [deque(hand) for hand in hands]
    clock = [(queue[0], number) for number, queue in enumerate(queues) if queue]
    heapq.heapify(clock)
    ended = 0.0
    while clock:
        ended, number = heapq.heappop(clock)
        queue = queues[number]
        took = queue.popleft()
        queue += more(len(queue), took)
        if queue:
            heapq.heappush(clock, (ended + queue[0], number))
    return ended
